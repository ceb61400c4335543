import { Api } from '../../src/api/api';
import { Provenance } from '../../src/models/provenance';

function frame(id: string, name: string, hidden_inputs = 0): object {
  return { id, user: 'ann', name, number: 1, is_there: true, hidden_inputs };
}

/** What a server says of the relatives of the frame `f`. */
const LINEAGE = {
  frame: 'f',
  frames: [
    frame('f', 'report', 2),
    frame('a', 'prices'),
    frame('b', 'sales'),
    frame('c', 'summary')
  ],
  links: [
    ['b', 'f'],
    ['a', 'f'],
    ['f', 'c']
  ]
};

function provenance(answer: () => Response): Provenance {
  const api = new Api({
    url: address => address,
    send: () => Promise.resolve(answer())
  });
  return new Provenance(api, { user: 'ann', name: 'report' }, { id: 'f' });
}

describe('where a frame came from', () => {
  it('is what was pulled before, in that order, and what was made from it', async () => {
    const known = provenance(() => new Response(JSON.stringify(LINEAGE)));
    expect(known.inputs).toBe(null);
    await known.load();
    expect(known.inputs?.map(({ name }) => name)).toEqual(['sales', 'prices']);
    expect(known.usedBy.map(({ name }) => name)).toEqual(['summary']);
    expect(known.hidden).toBe(2);
  });

  it('says what is wrong, and heals', async () => {
    let isBroken = true;
    const known = provenance(() =>
      isBroken
        ? new Response('{"message": "the store is busy"}', { status: 503 })
        : new Response(JSON.stringify(LINEAGE))
    );
    await known.load();
    expect(known.failure?.message).toBe('the store is busy');
    isBroken = false;
    await known.load();
    expect(known.failure).toBe(null);
    expect(known.inputs?.length).toBe(2);
  });
});
