// Durable Task Scheduler, where orchestrations live when they do not live in storage (durableBackend = azureManaged).

@description('Required. Name of the scheduler, 3-64 letters, digits and hyphens.')
@minLength(3)
@maxLength(64)
param name string

@description('Required. Azure region.')
param location string

@description('Required. Tags of every resource.')
param tags object

@description('Required. Name of the task hub: hubName of host.json.')
param hub string

@description('Required. Consumption is billed by action, Dedicated by the hour.')
@allowed(['Consumption', 'Dedicated'])
param sku string

resource scheduler 'Microsoft.DurableTask/schedulers@2026-02-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    // An empty list would shut everybody out. Who gets in is a matter of identity: there are no keys.
    ipAllowlist: ['0.0.0.0/0']
    sku: sku == 'Dedicated' ? { name: 'Dedicated', capacity: 1 } : { name: 'Consumption' }
  }
}

resource taskHub 'Microsoft.DurableTask/schedulers/taskHubs@2026-02-01' = {
  parent: scheduler
  name: hub
}

output name string = scheduler.name
output endpoint string = scheduler.properties.endpoint
