import { narrowedBy, searchFor } from '../../src/web/list-address';
import { isSame, placeOf, stackPath } from '../../src/web/places';

describe('the addresses of the pages', () => {
  it('are read and written alike, whatever a stack is called', () => {
    for (const [user, name] of [
      ['ann', 'sales'],
      ['ann@example.org', 'sales/größe/2020'],
      ['käthe', 'a b/50%?#']
    ] as const) {
      const place = { view: 'stack' as const, user, name };
      expect(placeOf(stackPath(user, name))).toEqual(place);
    }
  });

  it('are of this shell, or of another page of the server', () => {
    expect(placeOf('')).toEqual({ view: 'stacks' });
    expect(placeOf('settings')).toEqual({ view: 'settings' });
    for (const other of ['d/ann/board', 'sign-in', 's/ann', 's/ann/', 's/%']) {
      expect(placeOf(other)).toBe(null);
    }
  });

  it('are told apart by what they show', () => {
    expect(isSame({ view: 'users' }, { view: 'users' })).toBe(true);
    const stack = { view: 'stack' as const, user: 'ann', name: 'a' };
    expect(isSame(stack, { ...stack })).toBe(true);
    expect(isSame(stack, { ...stack, name: 'b' })).toBe(false);
  });
});

describe('what a list is narrowed to', () => {
  it('stands in the address, and what goes without saying does not', () => {
    const usual = { text: '', whose: 'all', sort: 'time' } as const;
    expect(searchFor(usual)).toBe('');
    expect(narrowedBy('')).toEqual(usual);
    const narrowed = { text: 'a&b=c', whose: 'mine', sort: 'name' } as const;
    expect(narrowedBy(searchFor(narrowed))).toEqual(narrowed);
  });

  it('is as usual where the address says something odd', () => {
    expect(narrowedBy('?whose=nobody&sort=colour&x=1')).toEqual(narrowedBy(''));
  });
});
