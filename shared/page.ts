/** What the document of one of Cria's pages needs of the webview that shows it. */
export interface PageParts {
  title: string;
  /** The webview's `cspSource`: where its styles and pictures may come from. */
  cspSource: string;
  /** A random word, new for each document; only scripts that carry it run. */
  nonce: string;
  scriptUri: string;
  styleUri: string;
  /** Language of the page's own words, as a BCP 47 tag, for screen readers. */
  language: string;
}

/**
 * The document of a page: an empty root, one style sheet, one script.
 * Its policy allows nothing inline and nothing remote, so that no text of a model can load or run anything.
 */
export function pageHtml({ title, cspSource, nonce, scriptUri, styleUri, language }: PageParts): string {
  const policy = [
    `default-src 'none'`,
    `style-src ${cspSource}`,
    `script-src 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
    `img-src ${cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${attribute(language)}">
  <head>
    <meta charset="UTF-8">
    <meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${attribute(title)}</title>
    <link rel="stylesheet" href="${attribute(styleUri)}">
  </head>
  <body>
    <div id="app"></div>
    <script nonce="${attribute(nonce)}" src="${attribute(scriptUri)}"></script>
  </body>
</html>
`;
}

function attribute(value: string): string {
  return value.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
