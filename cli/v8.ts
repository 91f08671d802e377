// V8's flags, set while it runs. Above: start.ts, run.ts. Below: Node.

type Set = (flag: string) => void;
let set: Set | undefined;

/**
 * As setFlagsFromString of node:v8, which would load Node's streams too, 2.7 ms at each start: the function is taken from
 * where node:v8 has it, if it is there, without the warning that this is not Node's public interface.
 */
export function setV8Flag(flag: string): void {
  set ??= fromBinding() ?? process.getBuiltinModule("node:v8").setFlagsFromString;
  set(flag);
}

function fromBinding(): Set | undefined {
  const { noDeprecation } = process;
  try {
    process.noDeprecation = true;
    const { binding } = process as unknown as { binding?: (name: string) => { setFlagsFromString?: Set } };
    return binding?.("v8").setFlagsFromString;
  } catch {
    return undefined;
  } finally {
    process.noDeprecation = noDeprecation;
  }
}

/**
 * One of the functions that V8 has for its own tests: nothing public keeps compiled WebAssembly. Throws where V8 has none of
 * that name.
 */
export function v8Function(name: string, ...parameters: string[]): (...values: unknown[]) => unknown {
  setV8Flag("--allow-natives-syntax");
  try {
    return new Function(...parameters, `return %${name}(${parameters})`) as ReturnType<typeof v8Function>;
  } finally {
    setV8Flag("--no-allow-natives-syntax");
  }
}
