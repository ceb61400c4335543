import { notebookKind } from '../../src/views/notebook';
import { content, stage } from '../fakes';

async function shown(notebook: unknown): Promise<HTMLElement> {
  const text = JSON.stringify(notebook);
  const around = stage({ text: () => Promise.resolve(text) });
  const view = notebookKind.create(around);
  const loaded = await notebookKind.load(content(), around, around.signal);
  await view.draw(loaded, content());
  return view.element;
}

function output(output: object): Promise<HTMLElement> {
  const code = { cell_type: 'code', source: ['1 +', ' 1'], execution_count: 3 };
  return shown({ cells: [{ ...code, outputs: [output] }] });
}

function displayed(data: object): Promise<HTMLElement> {
  return output({ output_type: 'display_data', data });
}

const EVIL =
  '<p onclick="x()">hi</p><script>x()</script><img src="https://evil.example/x.png" onerror="x()">';

describe('a notebook', () => {
  it('is its cells, with what they put out', async () => {
    const element = await shown({
      cells: [
        { cell_type: 'markdown', source: '# Title' },
        {
          cell_type: 'code',
          source: ['print(1)\n', '2'],
          execution_count: 7,
          outputs: [
            { output_type: 'stream', name: 'stdout', text: ['1\n'] },
            { output_type: 'execute_result', data: { 'text/plain': '2' } }
          ]
        }
      ]
    });

    expect(element.querySelector('h3')?.textContent).toBe('Title');
    expect(element.querySelector('.dstack-prompt')?.textContent).toBe('[7]');
    expect(
      [...element.querySelectorAll('pre')].map(each => each.textContent)
    ).toEqual(['print(1)\n2', '1\n', '2']);
  });

  it('shows the best of several forms', async () => {
    const element = await displayed({
      'text/plain': '<table>',
      'text/html': '<table><tr><td>1</td></tr></table>'
    });

    expect(element.querySelector('td')?.textContent).toBe('1');
    expect(element.textContent).not.toContain('<table>');
  });

  it('shows pictures that are in it', async () => {
    const png = await displayed({ 'image/png': 'iVBO\nRw0=\n' });
    const svg = await displayed({ 'image/svg+xml': ['<svg/>'] });

    expect(png.querySelector('img')?.src).toBe(
      'data:image/png;base64,iVBORw0='
    );
    expect(svg.querySelector('img')?.src).toMatch(/^data:image\/svg\+xml/);
  });

  it('shows errors without the colours of a terminal', async () => {
    const element = await output({
      output_type: 'error',
      traceback: ['\u001b[0;31mValueError\u001b[0m: no']
    });

    expect(element.querySelector('.dstack-loud')?.textContent).toBe(
      'ValueError: no'
    );
  });

  it('says what it does not show', async () => {
    const element = await displayed({ 'application/javascript': 'x()' });

    expect(element.textContent).toContain(
      'An output of type application/javascript, which is not shown here.'
    );
  });

  it.each([
    () => displayed({ 'text/html': EVIL }),
    () => displayed({ 'text/markdown': EVIL }),
    () => displayed({ 'image/png': 'x" onerror="x()' }),
    () => shown({ cells: [{ cell_type: 'markdown', source: EVIL }] })
  ])('does nothing that others say to do', async draw => {
    const element = await draw();

    expect(element.innerHTML).not.toMatch(/script|onclick|onerror|evil/);
  });

  it.each(['', '[]', '{"cells": 7}', '7'])(
    'that is none is said to be none: %s',
    async text => {
      const around = stage({ text: () => Promise.resolve(text) });

      await expect(
        notebookKind.load(content(), around, around.signal)
      ).rejects.toThrow('This is not a notebook');
    }
  );

  it('that holds odd things is shown without them', async () => {
    const odd = { cell_type: 'code', source: 7, outputs: [null, 3, {}] };
    const element = await shown({ cells: [null, 7, odd, {}] });

    expect(element.querySelectorAll('.dstack-cell')).toHaveLength(2);
  });

  it('of very many cells shows the first until somebody asks for all', async () => {
    const cells = Array.from({ length: 500 }, () => ({ cell_type: 'raw' }));
    const element = await shown({ cells });

    expect(element.querySelectorAll('.dstack-cell')).toHaveLength(100);
    element.querySelector('button')?.click();
    expect(element.querySelectorAll('.dstack-cell')).toHaveLength(500);
  });
});
