// Everything that scripts of the page could read: storage, cookies, globals, the document. Runs in the browser.
() => {
  const seen = new Set();
  const texts = [document.cookie, document.documentElement.outerHTML, location.href, window.name];
  const walk = (value, depth) => {
    if (typeof value === 'string') texts.push(value);
    if (typeof value !== 'object' || value === null || depth === 0 || seen.has(value)) return;
    if (value instanceof Node || value instanceof Window) return;
    seen.add(value);
    for (const key of Object.keys(value)) walk(value[key], depth - 1);
  };
  walk({ ...localStorage }, 2);
  walk({ ...sessionStorage }, 2);
  for (const key of Object.keys(window)) walk(window[key], 4);
  return texts.join('\n');
};
