// The operator's workbook: Application Insights, Workbooks, "AgentSched".

import { resourceTags } from 'types.bicep'

@description('Required. Azure region.')
param location string

@description('Required. Tags of every resource.')
param tags resourceTags

@description('Required. Resource id of the Application Insights component of the workbook.')
param insightsId string

@description('Required. Resource id of the workspace that its queries read.')
param workspaceId string

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'agentsched-workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'AgentSched'
    category: 'workbook'
    sourceId: insightsId
    version: 'Notebook/1.0'
    serializedData: replace(loadTextContent('../workbook.json'), '{WORKSPACE_ID}', workspaceId)
  }
}

output id string = workbook.id
