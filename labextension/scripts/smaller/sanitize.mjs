/** Descriptions of our controls are texts: whoever asks for HTML in them gets its source. */
export default function escaped(text) {
  const span = document.createElement('span');
  span.textContent = text;
  return span.innerHTML;
}
