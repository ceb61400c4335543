import { IContent } from '../contents/model';
import { fileKind } from './file';
import { folderKind } from './folder';
import { htmlKind } from './html';
import { imageKind } from './image';
import { jsonKind } from './json';
import { markdownKind } from './markdown';
import { mediaKind } from './media';
import { notebookKind } from './notebook';
import { pdfKind } from './pdf';
import { plotlyKind } from './plotly';
import { tableKind } from './table/kind';
import { textKind } from './text';
import { vegaKind } from './vega';
import { AnyViewKind, kind } from './view';

/** The kinds of contents in the order in which they are asked; a file is whatever no other kind takes. */
const KINDS: readonly AnyViewKind[] = [
  kind(plotlyKind),
  kind(vegaKind),
  kind(tableKind),
  kind(imageKind),
  kind(markdownKind),
  kind(htmlKind),
  kind(notebookKind),
  kind(pdfKind),
  kind(mediaKind),
  kind(folderKind),
  kind(jsonKind),
  kind(textKind)
];

const FILE = kind(fileKind);

/** How a content is shown. */
export function kindOf(content: IContent): AnyViewKind {
  return KINDS.find(each => each.accepts(content)) ?? FILE;
}
