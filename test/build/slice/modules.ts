import fc from "fast-check";

/** A random module and the names that it exports. */
export interface Sample {
  readonly code: string;
  readonly lists: readonly string[];
  readonly boxes: readonly string[];
  readonly numbers: readonly string[];
  readonly functions: readonly string[];
}

type Pick = (names: readonly string[]) => string;

/** What one step may write; it returns "" where it has nothing to work on. */
type Form = (
  sample: { [Kind in keyof Omit<Sample, "code">]: string[] },
  pick: Pick,
  n: number,
  fresh: () => string,
) => string;

const forms: readonly Form[] = [
  ({ lists }, _, n, fresh) => `export const ${keep(lists, fresh())} = [${n}];`,
  ({ lists }, _, n, fresh) => `export const ${keep(lists, fresh())} = [${n}], ${keep(lists, fresh())} = [${n}, 0];`,
  ({ lists }, pick, _, fresh) => from(pick(lists), (a) => `export const ${keep(lists, fresh())} = ${a};`),
  ({ lists }, pick, n, fresh) => from(pick(lists), (a) => `export const ${keep(lists, fresh())} = [...${a}, ${n}];`),
  ({ lists }, pick, n, fresh) => from(pick(lists), (a) => `export const ${keep(lists, fresh())} = ${a}.concat(${n})`),
  ({ lists }, pick, n) => from(pick(lists), (a) => `${a}.push(${n})`),
  ({ lists }, pick, n) => from(pick(lists), (a) => `${a}[0] = ${n}`),
  ({ lists }, pick, n) => from(pick(lists), (a) => `;[${n}, 1].forEach((each) => ${a}.push(each))`),
  ({ lists }, pick) => from(pick(lists), (a) => `for (const each of [...${pick(lists)}]) ${a}.push(each);`),
  ({ lists }, pick, n) =>
    from(pick(lists), (a) => `if (${pick(lists)}.length > ${n % 3}) { ${a}.push(${n}) } else ${pick(lists)}.pop()`),
  ({ lists }, pick, n) => from(pick(lists), (a) => `{ const ${a} = []; ${a}.push(${n}); }`),
  ({ lists }, pick, n) => from(pick(lists), (a) => `Object.assign(${a}, { 0: ${n} });`),
  ({ lists }, pick, n) =>
    from(pick(lists), (a) => `try { ${a}.push(${n}); throw 0 } catch { ${pick(lists)}.unshift(${n}) }`),
  ({ lists }, pick, n) =>
    from(pick(lists), (a) => `${a}.length > 2 && ${pick(lists)}.push(${n}), ${pick(lists)}.reverse();`),
  ({ lists }, pick, n) => from(pick(lists), (a) => `await Promise.resolve(${n}).then((each) => ${a}.push(each));`),
  ({ boxes, lists }, pick, _, fresh) =>
    from(pick(lists), (a) => `export const ${keep(boxes, fresh())} = { list: ${a} };`),
  ({ boxes, lists }, pick, _, fresh) =>
    from(pick(boxes), (a) => `export const { list: ${keep(lists, fresh())}, ...${fresh()} } = ${a};`),
  ({ boxes, lists }, pick, _, fresh) => from(pick(boxes), (a) => `export const ${keep(lists, fresh())} = ${a}.list;`),
  ({ boxes }, pick, n) => from(pick(boxes), (a) => `${a}.list.push(${n});`),
  ({ boxes, lists }, pick) => from(pick(boxes), (a) => `${a}.list = ${pick(lists)};`),
  ({ boxes, lists }, pick, _, fresh) =>
    from(
      pick(lists),
      (a) => `export class ${keep(boxes, fresh())} { static list = ${a}; static { ${pick(lists)}.push(7) } }`,
    ),
  ({ numbers }, _, n, fresh) => `export let ${keep(numbers, fresh())} = ${n}`,
  ({ numbers }, pick) => from(pick(numbers), (a) => `${a}++`),
  ({ numbers, lists }, pick, n) =>
    from(pick(numbers), (a) => `${a} = ${pick(numbers)} + ${pick(lists) || "[]"}.length + ${n}`),
  ({ numbers }, pick) =>
    from(pick(numbers), (a) => `[${a}] = [${pick(numbers)}].map((${a}) => ${a} + 1)`).replace(/^\[/, ";["),
  ({ numbers, lists }, pick, _, fresh) =>
    from(
      pick(lists),
      (a) => `export const ${keep(numbers, fresh())}_ = ${a}.push(5); export let ${numbers.at(-1)} = ${a}.length`,
    ),
  ({ functions, lists }, pick, _, fresh) =>
    from(pick(lists), (a) => `export function ${keep(functions, fresh())}(n) { return ${a}.push(n) }`),
  ({ functions, lists }, pick, _, fresh) =>
    from(
      pick(lists),
      (a) => `export const ${keep(functions, fresh())} = (n) => { const held = ${a}; return held.push(n, 1) };`,
    ),
  ({ functions, lists }, pick, _, fresh) =>
    from(
      pick(lists),
      (a) =>
        `const make_${fresh()} = () => (n) => ${a}.push(n); export const ${keep(functions, fresh())} = (() => (n) => ${a}.push(n))();`,
    ),
  ({ functions }, pick, _, fresh) =>
    from(pick(functions), (a) => `export const ${keep(functions, fresh())} = (n) => ${a}(n) + 1;`),
  ({ functions, numbers }, pick, n, fresh) =>
    from(pick(functions), (a) => `export let ${keep(numbers, fresh())} = ${a}(${n})`),
  ({ functions }, pick, n) => from(pick(functions), (a) => `${a}(${n});`),
  ({ functions, lists }, pick) =>
    from(pick(functions) && pick(lists), (a) => `[...${a}].slice(0, 2).forEach(${pick(functions)});`).replace(
      /^\[/,
      ";[",
    ),
  ({ lists, numbers }, pick, n, fresh) =>
    from(pick(lists), (a) => {
      const [name, number] = [fresh(), keep(numbers, fresh())];
      return `function add_${name}(to, n) { return to.push(n) }\nexport let ${number} = add_${name}(${a}, ${n})`;
    }),
  ({ lists, numbers }, pick, n, fresh) =>
    from(pick(lists), (a) => {
      const [name, number] = [fresh(), keep(numbers, fresh())];
      return `class Adder_${name} { constructor(n) { this.n = n } add(n) { ${a}.push(n + this.n); return n } }\nexport let ${number} = new Adder_${name}(${n}).add(1)`;
    }),
  ({ lists, numbers }, pick, n, fresh) =>
    from(pick(lists), (a) => {
      const [name, number] = [fresh(), keep(numbers, fresh())];
      return `const each_${name} = (n, then) => then(n);\nexport let ${number} = each_${name}(${n}, (n) => ${a}.push(n))`;
    }),
  ({ lists }, pick, n) => from(pick(lists), (a) => `(function (${a}x) { ${a}x.push(${n}) })(${a});`).replace(/^/, ";"),
  ({ lists, numbers }, pick, n, fresh) =>
    from(pick(lists), (a) => {
      const [name, number] = [fresh(), keep(numbers, fresh())];
      return `const put_${name} = (n, to) => to.push(n), via_${name} = (to, n) => put_${name}(n, to);\nexport let ${number} = via_${name}(${a}, ${n})`;
    }),
  ({ lists, numbers }, pick, n, fresh) =>
    from(pick(lists), (a) => {
      const [name, number] = [fresh(), keep(numbers, fresh())];
      return `const seen_${name} = { get more() { ${a}.push(${n}); return ${n} } };\nexport const ${number}_ = seen_${name}.more, { more: ${fresh()} } = seen_${name}; export let ${number} = 1`;
    }),
  ({ lists, numbers }, pick, n, fresh) =>
    from(pick(lists), (a) => {
      const [name, one, two] = [fresh(), keep(numbers, fresh()), keep(numbers, fresh())];
      return `const all_${name} = [${n}, 2, 3].values(); export let [${one}] = all_${name}; export let ${two} = [...all_${name}, ...${a}].length`;
    }),
  ({ lists, numbers }, pick, n, fresh) =>
    from(pick(lists), (a) => {
      const [name, number] = [fresh(), keep(numbers, fresh())];
      return `class Base_${name} { list = ${a}; put(n) { return this.list.push(n) } }\nclass Sub_${name} extends Base_${name} {}\nconst sub_${name} = new Sub_${name}(); export let ${number} = sub_${name}.put(${n})`;
    }),
  ({ lists, boxes }, pick, n, fresh) =>
    from(pick(lists), (a) => {
      const name = fresh();
      return `function wrap_${name}(list) { const box = { list }; return box }\nexport const ${keep(boxes, fresh())} = wrap_${name}(${a}); ${boxes.at(-1)}.list.push(${n})`;
    }),
  ({ lists }, pick, n, fresh) =>
    from(pick(lists), (a) => {
      const name = fresh();
      return `const plugins_${name} = [{ install: (to) => to.push(${n}) }, { install(to) { this.done = to.push(1) } }]\nplugins_${name}.forEach((each) => each.install(${a}))`;
    }),
  ({ lists }, pick, n, fresh) =>
    from(pick(lists), (a) => {
      const name = fresh();
      return `const ops_${name} = new Map([["put", (n) => { ${a}.push(n) }]])\nops_${name}.get("put")(${n})`;
    }),
  ({ lists }, pick, n, fresh) =>
    from(pick(lists), (a) => {
      const name = fresh();
      return `let later_${name}; later_${name} = () => ${a}; later_${name}().push(${n});`;
    }),
  ({ lists, numbers }, pick, n, fresh) =>
    from(pick(lists), (a) => {
      const [name, number] = [fresh(), keep(numbers, fresh())];
      return `const tag_${name} = (_, to) => to.push(${n}); export let ${number} = tag_${name}\`a\${${a}}\``;
    }),
  ({ lists, numbers }, pick, n, fresh) =>
    from(pick(lists), (a) => {
      const [name, number] = [fresh(), keep(numbers, fresh())];
      return `function gather_${name}() { return arguments[0].push(...[].slice.call(arguments, 1)) }; export let ${number} = gather_${name}(${a}, ${n}, 1)`;
    }),
  ({ lists, numbers }, pick, n, fresh) =>
    from(pick(lists), (a) => {
      const [name, number] = [fresh(), keep(numbers, fresh())];
      return `const twice_${name} = (f) => { const g = () => f(); g(); return g() }; export let ${number} = twice_${name}(() => ${a}.push(${n}))`;
    }),
  ({ lists }, _, n, fresh) => {
    const name = fresh();
    return `function make_${name}() { return [${n}] }\nexport const ${keep(lists, fresh())} = make_${name}(), ${keep(lists, fresh())} = make_${name}();`;
  },
  (_, __, n) => `globalThis.sliceLog.push(${n})`,
  ({ lists }, pick) => from(pick(lists), (a) => `globalThis.sliceLog.push(${a}.length)`),
  ({ lists }, pick, n, fresh) =>
    from(pick(lists), (a) => {
      const name = fresh();
      return `function boot_${name}() { globalThis.sliceLog.push(${n}); ${a}.push(${n}) }\nboot_${name}()`;
    }),
  ({ lists, numbers }, pick, n) =>
    from(
      pick(numbers) && pick(lists),
      (a) => `outer: for (let ${a} = 0; ${a} < 2; ${a}++) { if (${a}) break outer; ${pick(numbers)} += ${n} }`,
    ),
];

const keep = (names: string[], name: string): string => {
  names.push(name);
  return name;
};

const from = (name: string, write: (name: string) => string): string => (name === "" ? "" : write(name));

/** Random modules in which later statements change what earlier ones made, by every road the slicer has to see. */
export const samples: fc.Arbitrary<Sample> = fc
  .array(fc.tuple(fc.nat(forms.length - 1), fc.nat(9), fc.array(fc.nat(99), { minLength: 6, maxLength: 6 })), {
    minLength: 3,
    maxLength: 24,
  })
  .map((steps) => {
    let count = 0;
    const sample = { lists: [], boxes: [], numbers: [], functions: [] };
    const code = steps.map(([form, n, choices]) => {
      let at = 0;
      const pick: Pick = (names) => names[(choices[at++ % 6] ?? 0) % names.length] ?? "";
      return forms[form]?.(sample, pick, n, () => `b${count++}`) ?? "";
    });
    return { ...sample, code: code.join("\n") };
  });
