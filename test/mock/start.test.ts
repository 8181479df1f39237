import { expect, it } from 'vitest';
import { startMock } from '../../mock/start.ts';

it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('permits no %d requests a minute', async (permitted) => {
  await expect(startMock({ permitted })).rejects.toThrow(
    new RangeError(`permitted must be a whole number of requests, but is ${permitted}`),
  );
});

it('keeps the documented contract where no profile is named', async () => {
  const mock = await startMock();
  expect(mock.target.profile).toBe('documented');
  await mock.close();
});
