// Generated from spec/ and contracts/client.yaml: npx vitest run test/contracts/endpoint.test.ts --update

/** What the client knows of the endpoint: the part of its schemas that types can say, as far as the client reads them. */
export const endpoint = {
  method: 'POST',
  path: '/organizations/organization/ip_addresses',
  request: {
    type: 'object',
    required: ['organization', 'network', 'version'],
    properties: {
      organization: {
        oneOf: [
          {
            type: 'object',
            properties: {
              id: { type: 'string' },
              sub_domain: false,
            },
            required: ['id'],
          },
          {
            type: 'object',
            properties: {
              id: false,
              sub_domain: { type: 'string' },
            },
            required: ['sub_domain'],
          },
        ],
      },
      network: {
        oneOf: [
          {
            type: 'object',
            properties: {
              id: { type: 'string' },
              permalink: false,
            },
            required: ['id'],
          },
          {
            type: 'object',
            properties: {
              id: false,
              permalink: { type: 'string' },
            },
            required: ['permalink'],
          },
        ],
      },
      version: { type: 'string', enum: ['ipv4', 'ipv6'] },
      vip: { type: 'boolean' },
      label: { type: 'string' },
    },
  },
  success: {
    status: 200,
    shape: {
      type: 'object',
      required: ['ip_address'],
      properties: {
        ip_address: {
          type: 'object',
          required: [
            'id',
            'address',
            'reverse_dns',
            'vip',
            'label',
            'address_with_mask',
            'network',
            'allocation_id',
            'allocation_type',
          ],
          properties: {
            id: { type: 'string' },
            address: { type: 'string' },
            reverse_dns: { type: 'string' },
            vip: { type: 'boolean' },
            label: { type: ['string', 'null'] },
            address_with_mask: { type: 'string' },
            network: {
              type: 'object',
              required: ['id', 'name', 'permalink', 'data_center'],
              properties: {
                id: { type: 'string' },
                name: { type: 'string' },
                permalink: { type: ['string', 'null'] },
                data_center: {
                  type: 'object',
                  required: ['id', 'name', 'permalink', 'country'],
                  properties: {
                    id: { type: 'string' },
                    name: { type: 'string' },
                    permalink: { type: ['string', 'null'] },
                    country: {
                      type: 'object',
                      required: ['id', 'name', 'iso_code2', 'iso_code3', 'time_zone', 'eu'],
                      properties: {
                        id: { type: 'string' },
                        name: { type: 'string' },
                        iso_code2: { type: 'string' },
                        iso_code3: { type: 'string' },
                        time_zone: { type: ['string', 'null'] },
                        eu: { type: 'boolean' },
                      },
                    },
                  },
                },
              },
            },
            allocation_id: { type: ['string', 'null'] },
            allocation_type: { type: ['string', 'null'] },
          },
        },
      },
    },
  },
  wrapped: {
    type: 'object',
    properties: {
      error: { type: 'object' },
    },
    required: ['error'],
  },
  error: {
    type: 'object',
    properties: {
      code: { type: 'string' },
    },
    required: ['code'],
  },
  errors: {
    missing_api_token: {
      status: 400,
      shape: {
        type: 'object',
        required: ['code', 'description', 'detail'],
        properties: {
          code: { const: 'missing_api_token' },
          description: { type: 'string' },
          detail: { type: 'object' },
        },
      },
    },
    unauthorized_network_for_api_token: {
      status: 403,
      shape: {
        type: 'object',
        required: ['code', 'description', 'detail'],
        properties: {
          code: { const: 'unauthorized_network_for_api_token' },
          description: { type: 'string' },
          detail: {
            type: 'object',
            required: ['ip_address'],
            properties: {
              ip_address: { type: 'string' },
            },
          },
        },
      },
    },
    invalid_api_token: {
      status: 403,
      shape: {
        type: 'object',
        required: ['code', 'description', 'detail'],
        properties: {
          code: { const: 'invalid_api_token' },
          description: { type: 'string' },
          detail: {
            type: 'object',
            required: ['details'],
            properties: {
              details: { type: ['string', 'null'] },
            },
          },
        },
      },
    },
    invalid_capabilities_token: {
      status: 403,
      shape: {
        type: 'object',
        required: ['code', 'description', 'detail'],
        properties: {
          code: { const: 'invalid_capabilities_token' },
          description: { type: 'string' },
          detail: { type: 'object' },
        },
      },
    },
    scope_not_granted: {
      status: 403,
      shape: {
        type: 'object',
        required: ['code', 'description', 'detail'],
        properties: {
          code: { const: 'scope_not_granted' },
          description: { type: 'string' },
          detail: {
            type: 'object',
            required: ['scopes'],
            properties: {
              scopes: {
                type: 'array',
                items: { type: 'string' },
              },
            },
          },
        },
      },
    },
    organization_suspended: {
      status: 403,
      shape: {
        type: 'object',
        required: ['code', 'description', 'detail'],
        properties: {
          code: { const: 'organization_suspended' },
          description: { type: 'string' },
          detail: { type: 'object' },
        },
      },
    },
    organization_not_activated: {
      status: 403,
      shape: {
        type: 'object',
        required: ['code', 'description', 'detail'],
        properties: {
          code: { const: 'organization_not_activated' },
          description: { type: 'string' },
          detail: { type: 'object' },
        },
      },
    },
    permission_denied: {
      status: 403,
      shape: {
        type: 'object',
        required: ['code', 'description', 'detail'],
        properties: {
          code: { const: 'permission_denied' },
          description: { type: 'string' },
          detail: {
            type: 'object',
            required: ['details'],
            properties: {
              details: { type: ['string', 'null'] },
            },
          },
        },
      },
    },
    organization_not_found: {
      status: 404,
      shape: {
        type: 'object',
        required: ['code', 'description', 'detail'],
        properties: {
          code: { const: 'organization_not_found' },
          description: { type: 'string' },
          detail: { type: 'object' },
        },
      },
    },
    network_not_found: {
      status: 404,
      shape: {
        type: 'object',
        required: ['code', 'description', 'detail'],
        properties: {
          code: { const: 'network_not_found' },
          description: { type: 'string' },
          detail: { type: 'object' },
        },
      },
    },
    validation_error: {
      status: 422,
      shape: {
        type: 'object',
        required: ['code', 'description', 'detail'],
        properties: {
          code: { const: 'validation_error' },
          description: { type: 'string' },
          detail: {
            type: 'object',
            required: ['errors'],
            properties: {
              errors: {
                type: 'array',
                items: { type: 'string' },
              },
            },
          },
        },
      },
    },
    rate_limit_reached: {
      status: 429,
      shape: {
        type: 'object',
        required: ['code', 'description', 'detail'],
        properties: {
          code: { const: 'rate_limit_reached' },
          description: { type: 'string' },
          detail: {
            type: 'object',
            required: ['total_permitted'],
            properties: {
              total_permitted: { type: 'integer' },
            },
          },
        },
      },
    },
    service_unavailable: {
      status: 503,
      shape: {
        type: 'object',
        required: ['code', 'description', 'detail'],
        properties: {
          code: { const: 'service_unavailable' },
          description: { type: 'string' },
          detail: { type: 'object' },
        },
      },
    },
    no_available_addresses: {
      status: 503,
      shape: {
        type: 'object',
        required: ['code', 'description', 'detail'],
        properties: {
          code: { const: 'no_available_addresses' },
          description: { type: 'string' },
          detail: { type: 'object' },
        },
      },
    },
    missing_required_argument: {
      status: 400,
      shape: {
        type: 'object',
        required: ['code', 'description', 'detail'],
        properties: {
          code: { const: 'missing_required_argument' },
          description: { type: 'string' },
          detail: {
            type: 'object',
            required: ['path', 'argument'],
            properties: {
              path: {
                type: 'array',
                items: { type: 'string' },
              },
              argument: { type: 'object' },
            },
          },
        },
      },
    },
    invalid_argument: {
      status: 400,
      shape: {
        type: 'object',
        required: ['code', 'description', 'detail'],
        properties: {
          code: { const: 'invalid_argument' },
          description: { type: 'string' },
          detail: {
            type: 'object',
            required: ['path', 'issue', 'argument'],
            properties: {
              path: {
                type: 'array',
                items: { type: 'string' },
              },
              issue: {
                type: 'string',
                enum: [
                  'ambiguous_lookup_values',
                  'missing_lookup_value',
                  'object_expected',
                  'invalid_enum_value',
                  'invalid_scalar',
                  'parse_error',
                ],
              },
              argument: { type: 'object' },
            },
          },
        },
      },
    },
    invalid_json_body: {
      status: 400,
      shape: {
        type: 'object',
        required: ['code', 'description', 'detail'],
        properties: {
          code: { const: 'invalid_json_body' },
          description: { type: 'string' },
          detail: {
            type: 'object',
            required: ['details'],
            properties: {
              details: { type: 'string' },
            },
          },
        },
      },
    },
  },
} as const;
