import css from '../../style/card.css';

const ID = 'dstack-styles';

let isDone = false;

/** Put our styles into the document, once; a page whose own style sheet has them needs no more. */
export function injectStyles(): void {
  if (isDone) {
    return;
  }
  isDone = true;
  const root = getComputedStyle(document.documentElement);
  if (document.getElementById(ID) || root.getPropertyValue('--dstack-styles')) {
    return;
  }
  const style = document.createElement('style');
  style.id = ID;
  style.textContent = css;
  document.head.append(style);
}
