/** Let links in drawn text open only what is an ordinary address, and only in a tab of its own. */
export function guardLinks(element: HTMLElement, signal: AbortSignal): void {
  const guard = (event: Event): void => {
    const target = event.target instanceof Element ? event.target : null;
    const link = target?.closest('a');
    if (!link) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    const address = addressOf(link);
    if (address) {
      window.open(address, '_blank', 'noopener,noreferrer');
    }
  };
  for (const event of ['click', 'auxclick']) {
    element.addEventListener(event, guard, { capture: true, signal });
  }
}

/** The address of a link, in HTML or SVG; null unless it is one of the web or of mail. */
export function addressOf(link: Element): string | null {
  const text =
    link.getAttribute('href') ??
    link.getAttributeNS('http://www.w3.org/1999/xlink', 'href');
  try {
    const url = new URL(text ?? '', location.href);
    return ['http:', 'https:', 'mailto:'].includes(url.protocol)
      ? url.href
      : null;
  } catch {
    return null;
  }
}
