import { INamedControl, readQuery, writeQuery } from '../src/url-state';

const COUNTRY: INamedControl = { id: 'c', card: null, param: 'country' };
const YEAR: INamedControl = { id: 'y', card: 'ann/sales/eu', param: 'year' };
const TOKEN: INamedControl = { id: 't', card: null, param: 'token' };
const ALL = [COUNTRY, YEAR, TOKEN];

describe('the query of a page', () => {
  it('names shared controls by their param and own ones by their card', () => {
    const labels = new Map([
      ['c', 'FR'],
      ['y', '2007']
    ]);

    expect(writeQuery('', ALL, labels)).toBe(
      '?country=FR&ann/sales/eu:year=2007'
    );
  });

  it('never takes the name of something else for a param', () => {
    expect(writeQuery('?token=secret', ALL, new Map([['t', 'b']]))).toBe(
      '?token=secret&:token=b'
    );
    expect(readQuery('?token=secret', ALL)).toEqual(new Map());
    expect(readQuery('?:token=b', ALL)).toEqual(new Map([['t', 'b']]));
    const frame: INamedControl = { id: 'f', card: null, param: 'frame' };
    expect(writeQuery('?frame=3', [frame], new Map([['f', 'oak']]))).toBe(
      '?frame=3&:frame=oak'
    );
  });

  it('keeps what is not ours, and drops what is not wanted any more', () => {
    expect(writeQuery('?lang=de&country=FR', ALL, new Map())).toBe('?lang=de');
    expect(writeQuery('?country=FR', ALL, new Map())).toBe('');
  });

  it.each(['Côte d’Ivoire', 'a&b=c', '50 % +', 'x/y:z', '–', '#1?'])(
    'brings %s back as it was',
    label => {
      const query = writeQuery('', ALL, new Map([['c', label]]));

      expect(readQuery(query, ALL)).toEqual(new Map([['c', label]]));
    }
  );
});
