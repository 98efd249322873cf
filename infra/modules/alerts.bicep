// Alerts: the queries of alerts.json, and a metric alert on the storage account, which works even without telemetry.

import { alertNumbers, resourceTags } from 'types.bicep'

@description('Required. Azure region.')
param location string

@description('Required. Tags of every resource.')
param tags resourceTags

@description('Required. Prefix of every name, so that two installations can share a resource group.')
param prefix string

@description('Required. Resource id of the workspace that the queries read.')
param workspaceId string

@description('Required. Resource id of the storage account.')
param storageId string

@description('Required. Email addresses that receive alerts. Empty: alerts are shown in the portal only.')
param emails string[]

@description('Required. Thresholds that override those of alerts.json, by alert id: { A06: 200 }.')
param thresholds alertNumbers

@description('Required. Ids of the alerts to disable.')
param disabled string[]

var alerts = loadJsonContent('../alerts.json')

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: '${prefix}-people'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'agentsched'
    enabled: true
    emailReceivers: [
      for (email, i) in emails: {
        name: 'person${i}'
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
  }
}

resource rule 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for alert in alerts: {
    name: '${prefix}-${alert.id}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'AgentSched ${alert.id}: ${alert.title}'
      description: '${alert.meaning} Runbook: ${alert.runbook}'
      severity: alert.severity
      enabled: !contains(disabled, alert.id)
      scopes: [workspaceId]
      evaluationFrequency: alert.frequency
      windowSize: alert.window
      criteria: {
        allOf: [
          union(
            {
              query: alert.query
              timeAggregation: alert.aggregation
              operator: alert.operator
              threshold: thresholds[?alert.id] ?? alert.threshold
              dimensions: alert.dimensions
              failingPeriods: {
                numberOfEvaluationPeriods: alert.periods
                minFailingPeriodsToAlert: alert.failingPeriods
              }
            },
            alert.measure == null ? {} : { metricMeasureColumn: alert.measure }
          )
        ]
      }
      autoMitigate: true
      skipQueryValidation: true // a new workspace has no tables yet; the build validates the queries
      actions: {
        actionGroups: [people.id]
      }
    }
  }
]

resource throttled 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: '${prefix}-storage-throttled'
  location: 'global'
  tags: tags
  properties: {
    description: 'The storage account throttles requests. Runbook: docs/operate.md#a07'
    severity: 3
    enabled: !contains(disabled, 'A07')
    scopes: [storageId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'throttled'
          metricName: 'Transactions'
          dimensions: [
            {
              name: 'ResponseType'
              operator: 'Include'
              values: ['ServerBusyError', 'ClientThrottlingError', 'ClientAccountRequestThrottlingError']
            }
          ]
          timeAggregation: 'Total'
          operator: 'GreaterThan'
          threshold: 100
        }
      ]
    }
    autoMitigate: true
    actions: [
      {
        actionGroupId: people.id
      }
    ]
  }
}

output actionGroupId string = people.id
