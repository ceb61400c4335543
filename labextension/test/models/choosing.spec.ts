import { IChoices } from '../../src/choices';
import { Choosing } from '../../src/models/choosing';

/** GDP of France in two years, and of Spain in the later one alone. */
const GDP: IChoices = {
  params: [
    {
      name: 'country',
      kind: 'toggle',
      type: 'string',
      labels: ['FR', 'ES']
    },
    {
      name: 'year',
      kind: 'slider',
      type: 'number',
      labels: ['2002', '2007'],
      positions: [2002, 2007]
    },
    { name: 'source', kind: 'caption', type: 'string', labels: ['WB'] }
  ],
  rows: [
    ['FR', '2002', 'WB'],
    ['FR', '2007', 'WB'],
    ['ES', '2007', 'WB']
  ]
};

function offers(choosing: Choosing): Record<string, string[]> {
  return Object.fromEntries(
    choosing.controls.map(({ param, labels }) => [param.name, [...labels]])
  );
}

describe('choosing among attachments', () => {
  it('begins with the first one, and writes nothing into the address', () => {
    const choosing = new Choosing(GDP);
    expect(choosing.index).toBe(0);
    expect(choosing.captions).toEqual([['source', 'WB']]);
    expect(choosing.write('?token=x')).toBe('?token=x');
  });

  it('offers only what is there, and takes the nearest of the rest', () => {
    const choosing = new Choosing(GDP);
    choosing.move('country', 'ES');
    expect(choosing.index).toBe(2);
    expect(offers(choosing)).toEqual({ country: ['FR', 'ES'], year: ['2007'] });
    expect(choosing.write('?frame=3')).toBe('?frame=3&country=ES&year=2007');
  });

  it('goes on writing what was moved once, when it is back at its place', () => {
    const choosing = new Choosing(GDP);
    choosing.move('year', '2007');
    choosing.move('year', '2002');
    expect(choosing.write('')).toBe('?year=2002');
  });

  it('fulfils the wishes of an address as far as it can', () => {
    const wished = new Choosing(GDP).read('?year=2007&country=XX&colour=red');
    const choosing = new Choosing(GDP, wished);
    expect(choosing.index).toBe(1);
    expect([...choosing.standing]).toEqual([
      ['country', 'FR'],
      ['year', '2007']
    ]);
  });

  it('has nothing to choose in a frame without attachments', () => {
    const choosing = new Choosing();
    expect(choosing.index).toBe(-1);
    expect(choosing.controls).toEqual([]);
  });
});
