// Optional: storage and vault without public network access. One subnet carries the app's outbound traffic, the other has the private endpoints.
// Agents are also called from the first subnet; agents inside the network need AllowedAgentNetworks.

import { resourceTags } from 'types.bicep'

@description('Required. Name of the network.')
param name string

@description('Required. Azure region.')
param location string

@description('Required. Tags of every resource.')
param tags resourceTags

@description('Required. Address space, /16 to /24.')
param addressPrefix string

@description('Required. Resource id of the storage account.')
param storageId string

@description('Required. Resource id of the Key Vault.')
param vaultId string

var suffix = environment().suffixes.storage
var doors = [
  { name: 'blob', group: 'blob', zone: 'privatelink.blob.${suffix}' }
  { name: 'queue', group: 'queue', zone: 'privatelink.queue.${suffix}' }
  { name: 'table', group: 'table', zone: 'privatelink.table.${suffix}' }
  // The vault's DNS zone is not named after its suffix.
  {
    name: 'vault'
    group: 'vault'
    zone: 'privatelink.${replace(environment().suffixes.keyvaultDns, '.vault.', 'vaultcore.')}'
  }
]

resource network 'Microsoft.Network/virtualNetworks@2026-03-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [addressPrefix]
    }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 26, 0)
          delegations: [
            {
              name: 'flex'
              properties: {
                serviceName: 'Microsoft.App/environments'
              }
            }
          ]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 26, 1)
        }
      }
    ]
  }
}

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for door in doors: {
    name: door.zone
    location: 'global'
    tags: tags
  }
]

resource link 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (door, i) in doors: {
    parent: zone[i]
    name: name
    location: 'global'
    properties: {
      registrationEnabled: false
      virtualNetwork: {
        id: network.id
      }
    }
  }
]

resource endpoint 'Microsoft.Network/privateEndpoints@2026-03-01' = [
  for door in doors: {
    name: '${name}-${door.name}'
    location: location
    tags: tags
    properties: {
      subnet: {
        id: '${network.id}/subnets/endpoints'
      }
      privateLinkServiceConnections: [
        {
          name: door.name
          properties: {
            privateLinkServiceId: door.group == 'vault' ? vaultId : storageId
            groupIds: [door.group]
          }
        }
      ]
    }
  }
]

resource zoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2026-03-01' = [
  for (door, i) in doors: {
    parent: endpoint[i]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: door.name
          properties: {
            privateDnsZoneId: zone[i].id
          }
        }
      ]
    }
  }
]

output appSubnetId string = '${network.id}/subnets/app'
