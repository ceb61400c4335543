import { pullCode } from '../src/panels/code';

describe('the code that pulls a stack', () => {
  it.each([
    ['ann', 'sales', 'sales = ds.pull("sales")'],
    ['bob', 'sales/eu', 'eu = ds.pull("/bob/sales/eu")'],
    ['ann', 'sales-2020.eu', 'sales_2020_eu = ds.pull("sales-2020.eu")'],
    ['ann', '2020', 'stack_2020 = ds.pull("2020")'],
    ['ann', 'class', 'stack_class = ds.pull("class")'],
    ['ann', 'ds', 'stack_ds = ds.pull("ds")'],
    ['ann', 'größe', 'gr_e = ds.pull("größe")'],
    ['ann', '売上', 'stack = ds.pull("売上")']
  ])('names /%s/%s as Python takes it', (user, name, line) => {
    expect(pullCode(user, name, 'ann').split('\n').at(-1)).toBe(line);
  });
});
