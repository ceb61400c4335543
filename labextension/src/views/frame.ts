import DOMPurify, { Config } from 'dompurify';
import { withoutHandlers } from './markup';

/** What the frame may do: show itself, and nothing else. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:";

const WHOLE: Config = {
  WHOLE_DOCUMENT: true,
  ALLOW_DATA_ATTR: false,
  FORBID_TAGS: ['base', 'form', 'link', 'meta', 'audio', 'video'],
  FORBID_ATTR: ['srcset', 'ping', 'action', 'formaction', 'poster'],
  ADD_TAGS: ['style'],
  ADD_ATTR: ['target']
};

/** A document for the frame: sanitised, and with a policy of its own. */
export function framed(html: string): string {
  const safe = withoutAddresses(
    DOMPurify.sanitize(withoutHandlers(html), WHOLE)
  );
  const head =
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">` +
    '<base target="_blank"><meta name="referrer" content="no-referrer">' +
    '<style>body{margin:12px;font:14px/1.5 system-ui,sans-serif;color:#1d2733;background:#fff}</style>';
  return `<!doctype html>${safe.replace(/<head>/i, match => match + head)}`;
}

/** HTML that asks no server for pictures or styles; what is in the document itself stays. */
function withoutAddresses(html: string): string {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  for (const each of parsed.querySelectorAll('[src],[background]')) {
    for (const name of ['src', 'background']) {
      if (!/^data:image\//i.test(each.getAttribute(name) ?? 'data:image/')) {
        each.removeAttribute(name);
      }
    }
  }
  for (const style of parsed.querySelectorAll('style')) {
    style.textContent = withoutUrls(style.textContent ?? '');
  }
  for (const each of parsed.querySelectorAll('[style]')) {
    each.setAttribute('style', withoutUrls(each.getAttribute('style') ?? ''));
  }
  return parsed.documentElement.outerHTML;
}

function withoutUrls(css: string): string {
  return css
    .replace(/@import[^;]*;?/gi, '')
    .replace(/url\(\s*(?!['"]?data:)[^)]*\)/gi, 'none');
}
