// Where the first admin's key and the agents' secrets lie. The app reads them as references in its settings, by identity.

@description('Required. Name of the vault, 3-24 letters, digits and hyphens.')
@minLength(3)
@maxLength(24)
param name string

@description('Required. Azure region.')
param location string

@description('Required. Tags of every resource.')
param tags object

@description('Required. Whether the vault is reached through a private endpoint only.')
param privateNetwork bool

@description('Required. Whether nobody can empty the bin before its time. Cannot be taken back.')
param purgeProtection bool

@description('Optional. The first admin\'s key, ask_<id>_<secret>. Empty: the stored one stays.')
@secure()
param adminKey string = ''

var adminKeySecret = 'admin-key'

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    enablePurgeProtection: purgeProtection ? true : null // the service refuses false
    softDeleteRetentionInDays: 7
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: privateNetwork ? 'Deny' : 'Allow'
    }
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
  }
}

resource storedAdminKey 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = if (!empty(adminKey)) {
  parent: vault
  name: adminKeySecret
  properties: {
    value: adminKey
    contentType: 'AgentSched API key'
  }
}

output id string = vault.id
output name string = vault.name
output uri string = vault.properties.vaultUri
