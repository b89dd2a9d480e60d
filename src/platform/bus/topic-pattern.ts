/**
 * The regular expression of a topic pattern, in the syntax that JavaScript and PostgreSQL share: `*` is one word, `#`
 * any number of words. Throws TypeError for anything but words of letters, digits, `-`, `_` and `:`.
 */
export function topicExpression(pattern: string): string {
  if (pattern === '#') return '^.*$';
  const words = pattern.split('.');
  if (pattern.length > 255 || !words.every((word) => /^(?:[A-Za-z0-9_:-]+|\*|#)$/.test(word))) {
    throw new TypeError(`'${pattern}' is not a topic pattern`);
  }
  let expression = '';
  for (const [index, word] of words.entries()) {
    const first = index === 0;
    if (word === '#') expression += first ? '(([^.]+[.])*)' : '([.][^.]+)*';
    else
      expression += `${first || (index === 1 && words[0] === '#') ? '' : '[.]'}${word === '*' ? '[^.]+' : word}`;
  }
  return `^${expression}$`;
}
