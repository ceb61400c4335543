import type { IPath } from '../api/addresses';
import type { Attachment, Frame } from '../api/api';
import type { IPreviewed } from '../card/preview';

interface IAttached {
  path: IPath;
  /** The identity of the store that has it. */
  store: string;
  frame: Frame;
  attachment: Attachment;
}

/** An attachment, as that is told which draws it; the caption says in words what it is. */
export function previewedOf(shown: IAttached, caption: string): IPreviewed {
  const { path, store, frame, attachment } = shown;
  const { content, index, content_type, application, settings } = attachment;
  return {
    place: { stack: `${path.user}/${path.name}`, store, frame: frame.id },
    content: {
      index,
      content_type,
      application,
      sha256: content.sha256,
      length: content.length,
      description: attachment.description,
      settings
    },
    caption
  };
}
