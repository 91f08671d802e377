# A shell loop: pipes between subshells of built-in commands. usage: loop.sh N
i=0
sum=0
while [ $i -lt $1 ]; do
	word=$(echo "line $i of $1" | { read -r a b c; printf '%s-%s' "$b" "$a"; })
	case $word in
	*5-line) sum=$((sum + 5)) ;;
	*-line) sum=$((sum + ${#word})) ;;
	esac
	i=$((i + 1))
done
echo "loop $1 $sum"
