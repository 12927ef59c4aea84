import { ApiError } from '../api-error.ts';
import { describeModel, listedModels } from '../catalogue.ts';
import { pathParameter } from '../request.ts';
import type { Routes } from '../router.ts';
import type { ModelStore } from '../state/model-store.ts';

/** The operations on models: list, retrieve, and delete for tuned ones. */
export const modelRoutes = (models: ModelStore): Routes => ({
  'GET /models': () => ({ json: { object: 'list', data: [...listedModels(), ...models.list()] } }),

  'GET /models/{model}': (request) => {
    const id = pathParameter(request, 'model');
    const model = describeModel(id) ?? models.find(id);
    if (model === undefined) throw unknownModel(id);
    return { json: model };
  },

  'DELETE /models/{model}': (request) => {
    const id = pathParameter(request, 'model');
    if (describeModel(id) !== undefined) {
      throw new ApiError('You have insufficient permissions to delete this model.', { status: 403 });
    }
    if (!models.delete(id)) throw unknownModel(id);
    return { json: { id, object: 'model', deleted: true } };
  },
});

const unknownModel = (id: string) =>
  new ApiError(`The model '${id}' does not exist`, { status: 404, param: 'model', code: 'model_not_found' });
