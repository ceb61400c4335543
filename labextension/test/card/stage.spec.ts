import { Stage, StageState } from '../../src/card/stage';
import { ContentError, IContent } from '../../src/contents/model';
import { content, settled, stage as around } from '../fakes';

interface IPending {
  sha256: string;
  signal: AbortSignal;
  resolve: (text: string) => void;
  reject: (error: Error) => void;
}

let pending: IPending[];
let states: StageState[];
let stage: Stage;

beforeEach(() => {
  pending = [];
  states = [];
  const contents = {
    text: (one: IContent, signal: AbortSignal) =>
      new Promise<string>((resolve, reject) =>
        pending.push({ sha256: one.sha256, signal, resolve, reject })
      )
  };
  stage = new Stage(around(contents), state => states.push(state));
});

const shown = (): string | null | undefined =>
  stage.element.querySelector('pre')?.textContent;

const first = content({ sha256: 'first' });
const second = content({ sha256: 'second' });

describe('the stage of a card', () => {
  it('has a skeleton until the first content is there', async () => {
    void stage.show(first);
    expect(stage.element.querySelector('.dstack-skeleton')).not.toBeNull();

    pending[0]?.resolve('one');
    await settled();

    expect(shown()).toBe('one');
    expect(states).toEqual(['loading', 'ready']);
  });

  it('keeps what it shows until the next content is there', async () => {
    void stage.show(first);
    pending[0]?.resolve('one');
    await settled();

    void stage.show(second);
    expect(shown()).toBe('one');

    pending[1]?.resolve('two');
    await settled();
    expect(shown()).toBe('two');
  });

  it('shows the content asked for last, whichever comes last', async () => {
    void stage.show(first);
    void stage.show(second);
    expect(pending[0]?.signal.aborted).toBe(true);

    pending[1]?.resolve('two');
    pending[0]?.resolve('one');
    await settled();

    expect(shown()).toBe('two');
  });

  it('says what failed, and tries again', async () => {
    void stage.show(first);
    pending[0]?.reject(new ContentError('the server is down'));
    await settled();
    expect(stage.element.textContent).toContain('the server is down');
    expect(states.at(-1)).toBe('error');

    stage.element.querySelector('button')?.click();
    pending[1]?.resolve('one');
    await settled();

    expect(shown()).toBe('one');
  });

  it('does not offer to try again what would fail again', async () => {
    void stage.show(first);
    pending[0]?.reject(new ContentError('no table', { isFinal: true }));
    await settled();

    expect(stage.element.querySelector('button')).toBeNull();
  });

  it('says that there is nothing in an empty content', async () => {
    void stage.show(first);
    pending[0]?.resolve('');
    await settled();

    expect(states.at(-1)).toBe('empty');
    expect(stage.element.textContent).toContain('Nothing in it');
  });

  it('goes from one kind of content to another', async () => {
    void stage.show(first);
    pending[0]?.resolve('one');
    await settled();

    void stage.show(content({ sha256: 'j', content_type: 'application/json' }));
    pending[1]?.resolve('{"a": 1}');
    await settled();

    expect(shown()).toBeUndefined();
    expect(stage.element.querySelector('.dstack-json')).not.toBeNull();
  });

  it('asks for nothing any more when the card is gone', () => {
    void stage.show(first);

    stage.dispose();

    expect(pending[0]?.signal.aborted).toBe(true);
  });
});
