import { Stage } from '../src/card/stage';
import { Contents } from '../src/contents/contents';
import { HttpSource } from '../src/contents/http';
import { rangeText } from '../src/views/table/footer';
import { english, ITranslation, speak } from '../src/words';
import { content, stage as around } from './fakes';

const bracketed: ITranslation = {
  __: (text, ...values) => english.__(`[${text}]`, ...values),
  _n: (one, many, count, ...values) =>
    english._n(`[${one}]`, `[${many}]`, count, ...values)
};

afterEach(() => speak(english));

/** What a card says of a content that it gets from these contents. */
async function said(contents: Partial<Contents>): Promise<string | null> {
  const stage = new Stage(around(contents), () => undefined);
  await stage.show(content({ content_type: 'application/json' }));
  return stage.element.textContent;
}

describe('texts', () => {
  it('have their values, in one number and in many', () => {
    expect(english.__('%2 of %1', 'ann', 3)).toBe('3 of ann');
    expect(english.__('100 %1', '%2', 'x')).toBe('100 %2');
    expect(english._n('%1 frame', '%1 frames', 1, 1)).toBe('1 frame');
    expect(english._n('%1 frame', '%1 frames', 0, 0)).toBe('0 frames');
    expect(english._n('%2 row', '%2 rows', 5000, '5,000')).toBe('5,000 rows');
  });

  it('are in the language of the page that draws them', async () => {
    expect(rangeText(0, 13, 20, 5000)).toBe('1–13 of 20 that fit, of 5,000');

    speak(bracketed);

    expect(rangeText(0, 13, 20, 5000)).toBe('[1–13 of 20 that fit, of 5,000]');
    expect(rangeText(0, 1, 1)).toBe('[1 row]');
    const text = (): Promise<string> => Promise.resolve('{"a": [1, 2]}');
    expect(await said({ text })).toBe('[1 key]a [2 items]0 11 2');
  });

  it('say in that language too what went wrong', async () => {
    speak(bracketed);

    const silent = new HttpSource(
      () => ({ stack: 'ann/gdp', store: 's1', frame: 'f1' }),
      () => false,
      () => 'http://nowhere.invalid/'
    );

    expect(await said(new Contents([]))).toBe(
      '[This could not be shown]' +
        '[This revision can no longer be reached. Reload the page to see the present one.]' +
        '[Try again]'
    );
    expect(await said(new Contents([silent]))).toContain(
      '[The server does not answer. Check the connection, then try again.]'
    );
    const text = (): Promise<string> => Promise.resolve('{');
    expect(await said({ text })).toContain(
      '[This is not JSON, though it says so.]'
    );
  });
});
