import { escapeHtml } from '#platform/escape-html';

/** A page that shows a text as it is. Of the links in it those to `origins` can be pressed: no name of a person becomes one. */
export function htmlOf(text: string, origins: ReadonlySet<string>): string {
  const lines = escapeHtml(text)
    .replaceAll(/^ +/gm, (blanks) => '&nbsp;'.repeat(blanks.length))
    .replaceAll(/ {2,}/g, (blanks) => `${'&nbsp;'.repeat(blanks.length - 1)} `)
    .replaceAll(/\bhttps?:\/\/[^\s<>]*[^\s<>.,;:!?)]/g, (address) =>
      origins.has(originOf(address)) ? `<a href="${address}">${address}</a>` : address,
    )
    .replaceAll('\n', '<br>\n');
  return `<!doctype html>
<html><head><meta charset="utf-8"></head>
<body style="font-family:sans-serif;line-height:1.5">
<p>${lines}</p>
</body></html>
`;
}

function originOf(address: string): string {
  return URL.canParse(address) ? new URL(address).origin : '';
}
