import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const SOURCES = join(__dirname, '../src');
const TOLD = ['aria-label', 'title', 'placeholder', 'alt'];

function sources(): string[] {
  return readdirSync(SOURCES, { recursive: true, encoding: 'utf-8' }).filter(
    name => name.endsWith('.tsx')
  );
}

/** Texts in the elements of a file, or told by them, that are no calls of a translation. */
function untranslated(name: string): string[] {
  const text = readFileSync(join(SOURCES, name), 'utf-8');
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const said = ts.isJsxText(node) && !isCode(node) ? node.text : toldBy(node);
    if (/\p{L}{2}/u.test(said)) {
      found.push(`${name}: ${said.trim()}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Whether it is a text that is the same in every language. */
function isCode({ parent }: ts.Node): boolean {
  if (!ts.isJsxElement(parent)) {
    return false;
  }
  const { tagName, attributes } = parent.openingElement;
  return (
    ['code', 'pre'].includes(tagName.getText()) ||
    attributes.getText().includes('translate="no"')
  );
}

function toldBy(node: ts.Node): string {
  return ts.isJsxAttribute(node) &&
    TOLD.includes(node.name.getText()) &&
    node.initializer &&
    ts.isStringLiteral(node.initializer)
    ? node.initializer.text
    : '';
}

test('every text of a view goes through the translation', () => {
  expect(sources().length).toBeGreaterThan(30);
  expect(sources().flatMap(untranslated)).toEqual([]);
});
