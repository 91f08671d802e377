# What configure scripts do: small files, grep, sed and expr on them, a program each time. usage: configure.sh N; BB: BusyBox
dir=/tmp/parisc-bench-$$
$BB mkdir $dir
i=0
found=0
while [ $i -lt $1 ]; do
	$BB cat > $dir/conftest.h <<EOF
#define HAVE_FEATURE_$i 1
#undef HAVE_OTHER_$i
EOF
	if $BB grep -q "HAVE_FEATURE_$i 1" $dir/conftest.h; then found=$($BB expr $found + 1); fi
	$BB sed -e "s/^#undef \(.*\)/\/* \1 is not set *\//" $dir/conftest.h > $dir/config.h
	name=$(echo "feature_$i" | $BB tr a-z A-Z)
	read -r first < $dir/config.h
	case $first in *$name*) found=$((found + 1)) ;; esac
	$BB rm -f $dir/conftest.h
	i=$((i + 1))
done
$BB rm -rf $dir
echo "configure $1 $found"
