import * as React from 'react';
import { Icon } from './icons';
import { ITranslation, useShell } from './shell';

/** What kind of thing a frame holds, as a small picture with a name. */
export function KindIcon(props: {
  kind: string | null | undefined;
}): JSX.Element {
  const { trans } = useShell();
  const kind = props.kind ?? undefined;
  return <Icon name={kind ?? 'file'} label={kind && kindText(kind, trans)} />;
}

/** The word for a kind of thing; one of another version of the server stands for itself. */
function kindText(kind: string, trans: ITranslation): string {
  const texts: Record<string, string> = {
    table: trans.__('table'),
    figure: trans.__('figure'),
    image: trans.__('image'),
    text: trans.__('text'),
    json: trans.__('JSON'),
    notebook: trans.__('notebook'),
    model: trans.__('model'),
    array: trans.__('array'),
    audio: trans.__('audio'),
    video: trans.__('video'),
    folder: trans.__('folder'),
    file: trans.__('file')
  };
  return texts[kind] ?? kind;
}
