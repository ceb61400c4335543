import DOMPurify, { Config } from 'dompurify';
import { marked } from 'marked';
import { __ } from '../words';
import { element } from './elements';
import { addressOf } from './links';

/** Headings of a text begin below the card's own. */
const HEADINGS_BELOW = 2;

const MARKDOWN: Config & { RETURN_DOM_FRAGMENT: true } = {
  USE_PROFILES: { html: true },
  FORBID_TAGS: [
    'audio',
    'button',
    'dialog',
    'form',
    'label',
    'select',
    'style',
    'textarea',
    'video'
  ],
  FORBID_ATTR: [
    ...['class', 'id', 'name', 'style', 'tabindex', 'usemap'],
    ...['background', 'lowsrc', 'poster', 'srcset']
  ],
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
  RETURN_DOM_FRAGMENT: true
};

/** Markdown as HTML that can do nothing, asks no other server, and looks like nothing but text. */
export function safeMarkup(markdown: string): DocumentFragment {
  return safeHtml(marked.parse(markdown, { async: false, gfm: true }));
}

/** HTML in the same way: its words, tables and pictures without its looks. */
export function safeHtml(html: string): DocumentFragment {
  const fragment = DOMPurify.sanitize(withoutHandlers(html), MARKDOWN);
  fragment.querySelectorAll('input').forEach(mark);
  fragment.querySelectorAll('img').forEach(keepEmbedded);
  fragment.querySelectorAll('a').forEach(openApart);
  fragment.querySelectorAll('h1,h2,h3,h4,h5,h6').forEach(lower);
  fragment.querySelectorAll('table').forEach(letScroll);
  fragment.querySelectorAll('pre').forEach(pre => (pre.tabIndex = 0));
  return fragment;
}

/**
 * HTML whose handlers of events have other names. The sanitiser takes them out anyway, but a page with a strict
 * policy would complain of each as soon as it is parsed.
 */
export function withoutHandlers(html: string): string {
  return html.replace(/<[^>]*>/g, tag =>
    tag.replace(/([\s/"'])on(\w+\s*=)/gi, '$1data-on$2')
  );
}

/** The check boxes of a task list are a picture of their state. */
function mark(input: HTMLInputElement): void {
  input.replaceWith(input.checked || input.hasAttribute('checked') ? '☑' : '☐');
}

function keepEmbedded(image: HTMLImageElement): void {
  const source = image.getAttribute('src') ?? '';
  if (!/^data:image\/(png|jpeg|gif|webp)[;,]/i.test(source)) {
    const name = image.alt.trim();
    image.replaceWith(`[${name || __('picture')}]`);
  }
}

function openApart(link: HTMLAnchorElement): void {
  const address = addressOf(link);
  if (address === null || link.getAttribute('href')?.startsWith('#')) {
    link.removeAttribute('href');
    return;
  }
  link.target = '_blank';
  link.rel = 'noopener noreferrer nofollow';
}

function lower(heading: Element): void {
  const level = Math.min(6, Number(heading.tagName[1]) + HEADINGS_BELOW);
  const lowered = document.createElement(`h${level}`);
  lowered.append(...heading.childNodes);
  heading.replaceWith(lowered);
}

function letScroll(table: HTMLTableElement): void {
  const scroller = element('div', { class: 'dstack-scroll', tabindex: 0 });
  table.replaceWith(scroller);
  scroller.append(table);
}
