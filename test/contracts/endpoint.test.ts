import { expect, it } from 'vitest';
import { endpointSource } from './endpoint-source.ts';

it('is what the spec and the contract of the client say', async () => {
  await expect(await endpointSource()).toMatchFileSnapshot('../../contracts/endpoint.generated.ts');
});
