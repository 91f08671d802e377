// The struct half of tools/uapi.mjs: reads the layouts of a header's structs from the debug information the cross
// compiler writes, and turns them into declarations for kernel/uapi/struct.ts. Above: uapi.mjs. Below: readelf.

import { execFileSync } from "node:child_process";

const KEYWORDS = new Set(
  "default new delete in class function var let const import export static enum void this".split(" "),
);

/** All debug entries of an object file: {tag, depth, attrs, children}, and the names of source files. */
function readDebug(readelf, object) {
  const out = execFileSync(readelf, ["-W", "--debug-dump=info,rawline", object], {
    encoding: "utf8",
    maxBuffer: 1 << 29,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const byOffset = new Map();
  const stack = [];
  const dirs = new Map();
  const files = new Map();
  let section = "";
  let die = null;
  for (const line of out.split("\n")) {
    let m;
    if ((m = /^ <(\d+)><([0-9a-f]+)>: Abbrev Number: (\d+)(?: \((\w+)\))?/.exec(line))) {
      const depth = Number(m[1]);
      if (m[3] === "0") continue;
      die = { tag: m[4], attrs: {}, children: [] };
      byOffset.set(Number.parseInt(m[2], 16), die);
      stack.length = depth;
      if (depth > 0) stack[depth - 1].children.push(die);
      stack[depth] = die;
    } else if (die && (m = /^ {4}<[0-9a-f]+> {3}DW_AT_(\w+)\s*: (.*)$/.exec(line))) {
      // "(form) value", a string as "(strp) (offset: 0x1): text", a number with its meaning behind a tab.
      let v = m[2].trim().replace(/^\(\w+\) /, "");
      v = v.replace(/^\((?:indirect string, )?offset: [0-9a-fx]+\): /, "");
      if (m[1] !== "encoding") v = v.replace(/\t.*$/, "");
      die.attrs[m[1]] = v;
    } else if (/The Directory Table/.test(line)) section = "dirs";
    else if (/The File Name Table/.test(line)) section = "files";
    else if (/^$|Line Number Statements/.test(line) && section) {
      if (/Statements/.test(line)) section = "";
    } else if (section === "dirs" && (m = /^ {2}(\d+)\s+(.*)$/.exec(line))) dirs.set(Number(m[1]), m[2]);
    else if (section === "files" && (m = /^ {2}(\d+)\s+(\d+)\s+\d+\s+\d+\s+(.*)$/.exec(line))) {
      files.set(Number(m[1]), `${dirs.get(Number(m[2])) ?? ""}/${m[3]}`);
    }
  }
  return { byOffset, root: stack[0], files };
}

const number = (v) => (v === undefined ? undefined : Number(v));

/**
 * The structs and unions of header: [{name, tag ("struct x" or a typedef's name), members, size}], a member being
 * {key, path (in C), offset, type}. mine(file) says which files belong to the header; macros are its name -> body.
 */
export function structsOf({ readelf, object, mine, macros }) {
  const { byOffset, root, files } = readDebug(readelf, object);
  const at = (ref) => byOffset.get(Number.parseInt(/0x([0-9a-f]+)/.exec(ref)?.[1] ?? "", 16));
  /** Strips typedefs and qualifiers; keeps the name of a typedef of an anonymous struct. */
  const resolve = (ref) => {
    let name = null;
    let d = ref ? at(ref) : null;
    while (d && /typedef|const_type|volatile_type/.test(d.tag)) {
      if (d.tag === "DW_TAG_typedef") name = d.attrs.name;
      d = d.attrs.type ? at(d.attrs.type) : null;
    }
    return { die: d, name };
  };
  const aliases = new Map();
  for (const [name, body] of macros) {
    const m = /^([A-Za-z_]\w*(?:\.\w+)+)(\[0\])?$/.exec(body);
    if (!m) continue;
    if (!aliases.has(m[1])) aliases.set(m[1], []);
    aliases.get(m[1]).push({ name, element: m[2] !== undefined });
  }
  const isAliasRoot = (path) => [...aliases.keys()].some((k) => k.startsWith(`${path}.`));

  function typeOf(ref) {
    const { die, name } = resolve(ref);
    if (!die) return { ts: "ptr", size: 4, align: 4 };
    const size = number(die.attrs.byte_size) ?? 0;
    switch (die.tag) {
      case "DW_TAG_pointer_type":
        return { ts: "ptr", size: 4 };
      case "DW_TAG_enumeration_type":
        return { ts: `u${size * 8}`, size };
      case "DW_TAG_base_type": {
        const enc = die.attrs.encoding ?? "";
        if (/float/.test(enc)) return { ts: size === 8 ? "f64" : `u${size * 8}`, size };
        return {
          ts: `${/unsigned|bool/.test(enc) ? "u" : "s"}${size * 8}`,
          size,
          char: die.attrs.name === "char",
        };
      }
      case "DW_TAG_array_type": {
        const of = typeOf(die.attrs.type);
        const counts = die.children
          .filter((c) => c.tag === "DW_TAG_subrange_type")
          .map((c) => {
            if (c.attrs.count !== undefined) return Number(c.attrs.count);
            const ub = c.attrs.upper_bound;
            if (ub === undefined || /^0xffffffff|^4294967295|^-1/.test(ub)) return 0;
            return Number(ub) + 1;
          });
        let t = of;
        for (let i = counts.length - 1; i >= 0; i--) {
          const n = counts[i];
          const inner = i === counts.length - 1;
          const ts =
            inner && of.char
              ? `chars(${n})`
              : inner && t.ts === "u8"
                ? `bytes(${n})`
                : `array(${t.ts}, ${n})`;
          t = { ts, size: t.size * n, element: of, uses: t.uses, elementAlign: of.align };
        }
        return t;
      }
      case "DW_TAG_structure_type":
      case "DW_TAG_union_type": {
        const known = die.attrs.name ?? name;
        if (known) return { ts: known, size, aggregate: die, uses: [known], named: true };
        return { ts: "", size, aggregate: die };
      }
      default:
        return { ts: "ptr", size: 4 };
    }
  }

  /** Members of an aggregate, unnamed ones flattened, and those with #define'd short names under these. */
  function members(die, base, cpath, out) {
    for (const m of die.children) {
      if (m.tag !== "DW_TAG_member") continue;
      const offset = base + (number(m.attrs.data_member_location) ?? 0);
      const type = typeOf(m.attrs.type);
      const name = m.attrs.name;
      if (!name) {
        if (type.aggregate) members(type.aggregate, offset, cpath, out);
        continue;
      }
      // char that is no text.
      if (/^(sa_data|__data|__ss_padding|slave_dev|hw_addr|nla_data)$/.test(name))
        type.ts = type.ts.replace(/^chars/, "bytes");
      const path = cpath ? `${cpath}.${name}` : name;
      if (m.attrs.bit_size !== undefined) {
        const width = Number(m.attrs.bit_size);
        const unit = type.size;
        let shift;
        let byte = offset;
        if (m.attrs.data_bit_offset !== undefined) {
          const bit = base * 8 + Number(m.attrs.data_bit_offset);
          byte = Math.floor(bit / (unit * 8)) * unit;
          shift = unit * 8 - (bit - byte * 8) - width;
        } else {
          const bit = Number(m.attrs.bit_offset ?? 0);
          shift = unit * 8 - bit - width;
        }
        if (unit > 4) continue;
        const key = aliases.get(path)?.[0].name ?? name;
        const ts = `bits(${unit}, ${shift}, ${width})`;
        if (!out.some((o) => o.key === key))
          out.push({ key, path, offset: byte, type: { ts, size: unit, bit: true } });
        continue;
      }
      if (type.aggregate && isAliasRoot(path)) {
        members(type.aggregate, offset, path, out);
        continue;
      }
      const short = aliases.get(path);
      if (short) {
        for (const a of short) {
          if (out.some((o) => o.key === a.name)) continue;
          const t = a.element && type.element ? type.element : type;
          out.push({ key: a.name, path: a.element ? `${path}[0]` : path, offset, type: t });
        }
      } else if (!out.some((o) => o.key === name)) out.push({ key: name, path, offset, type });
    }
    return out;
  }

  const found = [];
  const seen = new Set();
  const typedefs = new Map();
  for (const d of root.children) {
    if (d.tag === "DW_TAG_typedef" && d.attrs.type) {
      const target = at(d.attrs.type);
      if (target && /structure|union/.test(target.tag) && !target.attrs.name)
        typedefs.set(target, d.attrs.name);
    }
  }
  for (const d of root.children) {
    if (!/structure_type|union_type/.test(d.tag) || d.attrs.declaration) continue;
    const name = d.attrs.name ?? typedefs.get(d);
    if (!name || seen.has(name) || /SOCKADDR_ARG$/.test(name) || KEYWORDS.has(name)) continue;
    const file = files.get(Number((d.attrs.decl_file ?? "").split(" ")[0]));
    if (!file || !mine(file)) continue;
    seen.add(name);
    const union = d.tag === "DW_TAG_union_type";
    const tag = d.attrs.name ? `${union ? "union" : "struct"} ${name}` : name;
    found.push({
      name,
      tag,
      size: Number(d.attrs.byte_size ?? 0),
      members: members(d, 0, "", []),
      expand: (die) => members(die, 0, "", []),
    });
  }
  return found;
}

/** Natural size and alignment of a declaration's types, so that only what differs is written down. */
export function declare(s, align, alignOf, knows) {
  const uses = new Set();
  /** [text, align] of a type. */
  const text = (type) => {
    if (type.aggregate && (!type.named || !knows(type.ts))) {
      const inner = s.expand(type.aggregate);
      const [body, al, natural] = fields(inner);
      const facts = natural === type.size ? "" : `, { size: ${type.size} }`;
      return [`struct("", {${body}}${facts})`, al];
    }
    if (type.named) {
      uses.add(type.ts);
      return [type.ts, alignOf(type.ts)];
    }
    if (type.element) {
      const el = type.element;
      if (el.aggregate) {
        const [t, al] = text(el);
        // Rebuilds the array text around the element's own text.
        return [type.ts.replace(el.ts === "" ? /array\(,/ : `array(${el.ts},`, `array(${t},`), al];
      }
      return [type.ts, Math.min(el.size, 8)];
    }
    return [type.ts, Math.min(type.size, 8)];
  };
  const fields = (list) => {
    let end = 0;
    let max = 1;
    const lines = [];
    for (const m of list) {
      const [t, al] = text(m.type);
      const natural = Math.ceil(end / al) * al;
      const fixed = m.offset !== natural || m.type.bit;
      lines.push(
        ` ${/^[A-Za-z_$][\w$]*$/.test(m.key) ? m.key : JSON.stringify(m.key)}: ${fixed ? `at(${m.offset}, ${t})` : t},`,
      );
      end = Math.max(end, m.offset + m.type.size);
      max = Math.max(max, al);
    }
    return [lines.join("\n"), max, Math.ceil(end / max) * max];
  };
  const [body, al, natural] = fields(s.members);
  const facts = [];
  const size = Math.ceil(natural / 1);
  const end = Math.max(0, ...s.members.map((m) => m.offset + m.type.size));
  if (align !== al) facts.push(`align: ${align}`);
  if ((align === al ? size : Math.ceil(end / align) * align) !== s.size) facts.push(`size: ${s.size}`);
  return {
    text: `export const ${s.name} = struct("${s.name}", {\n${body}\n}${facts.length ? `, { ${facts.join(", ")} }` : ""});`,
    uses,
  };
}
