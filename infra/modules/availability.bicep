// Optional: an availability test calls /api/health every five minutes from five locations; an alert fires if three of them fail.

import { resourceTags } from 'types.bicep'

@description('Required. Azure region.')
param location string

@description('Required. Tags of every resource.')
param tags resourceTags

@description('Required. Prefix of every name.')
param prefix string

@description('Required. Resource id of the Application Insights component that stores the results.')
param insightsId string

@description('Required. Host name of the app.')
param hostName string

@description('Required. Resource id of the action group that is notified.')
param actionGroupId string

resource probe 'Microsoft.Insights/webtests@2022-06-15' = {
  name: '${prefix}-health'
  location: location
  tags: union(tags, { 'hidden-link:${insightsId}': 'Resource' })
  kind: 'standard'
  properties: {
    SyntheticMonitorId: '${prefix}-health'
    Name: '${prefix}-health'
    Kind: 'standard'
    Enabled: true
    Frequency: 300
    Timeout: 60
    RetryEnabled: true
    Locations: [
      for place in ['us-va-ash-azr', 'us-ca-sjc-azr', 'emea-nl-ams-azr', 'emea-gb-db3-azr', 'apac-sg-sin-azr']: {
        Id: place
      }
    ]
    Request: {
      RequestUrl: 'https://${hostName}/api/health'
      HttpVerb: 'GET'
    }
    ValidationRules: {
      ExpectedHttpStatusCode: 200
      SSLCheck: true
      SSLCertRemainingLifetimeCheck: 7
    }
  }
}

resource unanswered 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: '${prefix}-health'
  location: 'global'
  tags: tags
  properties: {
    description: 'The app does not respond. Runbook: docs/operate.md#a01'
    severity: 1
    enabled: true
    scopes: [insightsId, probe.id]
    evaluationFrequency: 'PT1M'
    windowSize: 'PT5M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
      componentId: insightsId
      webTestId: probe.id
      failedLocationCount: 3
    }
    autoMitigate: true
    actions: [
      {
        actionGroupId: actionGroupId
      }
    ]
  }
}
