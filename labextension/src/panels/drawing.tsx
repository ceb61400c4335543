import * as React from 'react';
import type { IPreviewed, Preview } from '../card/preview';
import { Button } from './button';
import { PreviewModule, useShell } from './shell';

/** A content, drawn as cards draw it; what was drawn stays until the next one is there. */
export function Drawing(props: { previewed: IPreviewed }): JSX.Element {
  const { previewed } = props;
  const { api } = useShell();
  const { module, failed } = usePreviewModule();
  const box = React.useRef<HTMLDivElement>(null);
  const preview = React.useRef<Preview | null>(null);
  React.useEffect(() => {
    if (!module || !box.current) {
      return;
    }
    const made = new module.Preview(box.current, api.root);
    preview.current = made;
    return () => made.dispose();
  }, [module, api]);
  const { place, content, caption } = previewed;
  const key = [place.store, place.frame, content.index, caption].join(' ');
  React.useEffect(() => {
    void preview.current?.show(previewed);
  }, [module, api, key]);
  return (
    <>
      {failed}
      {module || failed ? null : <Coming />}
      <div ref={box} className="jp-Dstack-drawing" />
    </>
  );
}

/** Markdown that others wrote, drawn harmlessly. */
export function MarkdownText(props: { text: string }): JSX.Element {
  const { module, failed } = usePreviewModule();
  const box = React.useRef<HTMLDivElement>(null);
  React.useEffect(() => {
    let isGone = false;
    void module?.drawMarkdown(props.text).then(drawn => {
      if (!isGone) {
        box.current?.replaceChildren(drawn);
      }
    });
    return () => void (isGone = true);
  }, [module, props.text]);
  return (
    <>
      {failed}
      <div ref={box} className="jp-Dstack-markdown" />
    </>
  );
}

/** The module that draws, once it is there; `failed` says that it cannot be had, and tries again. */
function usePreviewModule(): {
  module: PreviewModule | null;
  failed: JSX.Element | null;
} {
  const shell = useShell();
  const { trans, language } = shell;
  const [module, setModule] = React.useState<PreviewModule | null>(null);
  const [hasFailed, setFailed] = React.useState(false);
  React.useEffect(() => {
    if (module || hasFailed) {
      return;
    }
    let isGone = false;
    shell.loadPreview().then(
      loaded => {
        loaded.speak(trans, language);
        if (!isGone) {
          setModule(loaded);
        }
      },
      () => isGone || setFailed(true)
    );
    return () => void (isGone = true);
  }, [shell, trans, language, module, hasFailed]);
  const failed = hasFailed ? (
    <div className="jp-Dstack-empty" role="alert">
      <p>
        {trans.__(
          'What draws contents could not be loaded. Is the server running?'
        )}
      </p>
      <Button onClick={() => setFailed(false)}>{trans.__('Try again')}</Button>
    </div>
  ) : null;
  return { module, failed };
}

function Coming(): JSX.Element {
  const { trans } = useShell();
  return (
    <p className="jp-Dstack-status" role="status">
      {trans.__('Loading…')}
    </p>
  );
}
