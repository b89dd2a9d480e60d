import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSync } from 'vite';
import { sourceFiles } from './source-files.ts';

/** What a component shows or reads out is named so. */
const TEXT_NAMES = new Set([
  'alt',
  'aria-description',
  'aria-label',
  'aria-roledescription',
  'aria-valuetext',
  'children',
  'deed',
  'description',
  'error',
  'heading',
  'hint',
  'keep',
  'label',
  'meaning',
  'message',
  'note',
  'placeholder',
  'summary',
  'title',
  'word',
]);

/** What stands the same in every language, as it is found. */
const NO_SENTENCES = new Set<string>([
  // programs, systems, and the product
  'kamaki',
  'rclone',
  'swift',
  'curl',
  'debian',
  'Synnefo',
  // numbers of servers, and units
  'snf-',
  'GiB',
  // orders of keys to a table
  'next',
  'previous',
  'select',
  // what the services write
  'Cloud Administrator',
  'Image copy finished',
]);

/** Keys by their names: "Ctrl Alt F1". */
const KEYS = /^(?:(?:Ctrl|Alt|Shift|Esc|Enter|Tab|Del|Backspace|F?\d|[A-Z])(?: |$))+$/;

interface Node {
  type: string;
  start: number;
  [key: string]: unknown;
}

test('no sentence stands in a component: all are in the catalogues of web/src/text', () => {
  const found = sourceFiles('web/src')
    .filter(({ path, isTest }) => !isTest && !/^web\/src\/text\/(en|el)\//.test(path))
    .flatMap(({ path, text }) =>
      sentencesIn(path, text)
        .filter((sentence) => !NO_SENTENCES.has(sentence.text) && !KEYS.test(sentence.text))
        .map((sentence) => `${path}:${text.slice(0, sentence.start).split('\n').length} ${sentence.text}`),
    );
  assert.deepEqual(found, []);
});

test('a style in a component is computed: one that is always the same stands in a style sheet', () => {
  const found = sourceFiles('web/src')
    .filter(({ isTest }) => !isTest)
    .flatMap(({ path, text }) =>
      fixedStylesIn(path, text).map((at) => `${path}:${text.slice(0, at).split('\n').length}`),
    );
  assert.deepEqual(found, []);
});

test('the rule finds a sentence wherever a component can have one, and no word of code', () => {
  const found = (code: string): string[] => sentencesIn('some.tsx', code).map(({ text }) => text);
  assert.deepEqual(found('const a = <p>Hello <b>you</b></p>;'), ['Hello', 'you']);
  assert.deepEqual(found('const a = <p>{n > 1 ? `${n} files` : "none"} · {m}</p>;'), ['files', 'none']);
  assert.deepEqual(found('const a = <A label="x" title={on ? "On" : text.off} className="row wide" />;'), [
    'x',
    'On',
  ]);
  assert.deepEqual(found('const a = { label: "Machines", to: "/machines" };'), ['Machines']);
  assert.deepEqual(found('function A({ label = "New" }) { note("Not put back", 1); }'), [
    'New',
    'Not put back',
  ]);
  assert.deepEqual(
    found(
      'const a = <A onClick={() => press("Enter")} type="button">{text.go} {f("key")}</A>; throw new Error("No way");',
    ),
    [],
  );
});

/** The sentences in the code of a file, in their order. */
function sentencesIn(path: string, code: string): { text: string; start: number }[] {
  const found = new Map<number, string>();
  const note = (node: Node, raw: unknown, all: boolean): void => {
    const text = String(raw).trim();
    if (all ? /\p{L}/u.test(text) : /^\p{Lu}\S*\s+\S*\p{L}/u.test(text)) found.set(node.start, text);
  };
  /** The literals that a value can be: of a choice either branch, of a template its words. */
  const noteValue = (value: unknown, all: boolean): void => {
    if (!isNode(value)) return;
    if (value.type === 'Literal' && typeof value['value'] === 'string') note(value, value['value'], all);
    else if (value.type === 'TemplateLiteral')
      for (const quasi of value['quasis'] as Node[])
        note(quasi, (quasi['value'] as { cooked: string }).cooked, all);
    else if (value.type === 'ConditionalExpression') {
      noteValue(value['consequent'], all);
      noteValue(value['alternate'], all);
    } else if (
      value.type === 'LogicalExpression' ||
      (value.type === 'BinaryExpression' && value['operator'] === '+')
    ) {
      noteValue(value['left'], all);
      noteValue(value['right'], all);
    } else if (value.type === 'JSXExpressionContainer') noteValue(value['expression'], all);
  };
  const visit = (node: Node): void => {
    // What is thrown so is for whoever mends the console, and events are between its parts.
    if (
      node.type === 'NewExpression' &&
      /^(Error|TypeError|DOMException|CustomEvent)$/.test(nameOf(node['callee']))
    )
      return;
    if (node.type === 'ImportDeclaration' || node.type.startsWith('TS')) return;
    if (node.type === 'JSXText') note(node, node['value'], true);
    if (node.type === 'JSXElement' || node.type === 'JSXFragment')
      for (const child of node['children'] as Node[]) noteValue(child, true);
    if (node.type === 'JSXAttribute' && TEXT_NAMES.has(nameOf(node['name']))) noteValue(node['value'], true);
    if (node.type === 'Property' && TEXT_NAMES.has(nameOf(node['key']))) noteValue(node['value'], true);
    if (node.type === 'AssignmentPattern' && TEXT_NAMES.has(nameOf(node['left'])))
      noteValue(node['right'], true);
    if (node.type === 'Literal' || node.type === 'TemplateLiteral') noteValue(node, false);
    for (const [key, value] of Object.entries(node))
      if (key !== 'parent') for (const child of [value].flat()) if (isNode(child)) visit(child);
  };
  visit(parseSync(path, code).program as unknown as Node);
  return [...found].toSorted(([one], [other]) => one - other).map(([start, text]) => ({ start, text }));
}

/** Where the code has `style={{ … }}` with nothing in it but what is written there. */
function fixedStylesIn(path: string, code: string): number[] {
  const found: number[] = [];
  const visit = (node: Node): void => {
    if (node.type === 'JSXAttribute' && nameOf(node['name']) === 'style' && isNode(node['value'])) {
      const style = node['value']['expression'];
      const fixed = (property: Node) => isNode(property['value']) && property['value'].type === 'Literal';
      if (isNode(style) && style.type === 'ObjectExpression' && (style['properties'] as Node[]).every(fixed))
        found.push(node.start);
    }
    for (const child of Object.values(node).flat()) if (isNode(child)) visit(child);
  };
  visit(parseSync(path, code).program as unknown as Node);
  return found;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

function nameOf(node: unknown): string {
  if (!isNode(node)) return '';
  return String(node['name'] ?? node['value'] ?? '');
}
