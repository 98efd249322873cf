using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Configuration;

namespace AgentSched.FunctionsHost.Storage;

/// <summary>Finds the settings of a connection as the Functions host does.</summary>
internal sealed class StorageAccounts(IConfiguration settings)
{
    public const string Default = "AzureWebJobsStorage";

    /// <summary>Null name: AzureWebJobsStorage.</summary>
    /// <returns>Null after <paramref name="problem"/> was told what is missing.</returns>
    public StorageAccount? Find(string? connection, string service, Action<string> problem)
    {
        var name = string.IsNullOrEmpty(connection) ? Default : connection;
        foreach (var key in new[] { $"ConnectionStrings:AzureWebJobs{name}", $"AzureWebJobs{name}", $"ConnectionStrings:{name}", name })
        {
            if (settings[key] is { Length: > 0 } connectionString)
            {
                return FromString(name, connectionString, problem);
            }
        }

        var section = new[] { $"AzureWebJobs{name}", name }.Select(settings.GetSection).FirstOrDefault(found => found.GetChildren().Any());
        Uri? Address(string kind) =>
            Uri.TryCreate(section![$"{kind}ServiceUri"], UriKind.Absolute, out var uri) ? uri
            : section["accountName"] is { Length: > 0 } account ? new Uri($"https://{account}.{kind}.{section["endpointSuffix"] ?? "core.windows.net"}")
            : null;
        if (section is not null && Address(service) is not null)
        {
            return new StorageAccount(name, Address, Credential(section));
        }

        problem($"storage account connection string '{(name.StartsWith("AzureWebJobs", StringComparison.OrdinalIgnoreCase) ? name : "AzureWebJobs" + name)}' does not exist; "
            + $"set {name} (a connection string; UseDevelopmentStorage=true for Azurite), or {name}__accountName or {name}__{service}ServiceUri for an identity");
        return null;
    }

    private static StorageAccount? FromString(string name, string connectionString, Action<string> problem)
    {
        try
        {
            var account = new StorageAccount(name, connectionString);
            _ = account.Queues();
            return account;
        }
        catch (FormatException e)
        {
            problem($"setting {name}: {e.Message}");
            return null;
        }
    }

    private static TokenCredential Credential(IConfiguration section)
    {
        var (client, tenant, secret) = (section["clientId"], section["tenantId"], section["clientSecret"]);
        if (string.Equals(section["credential"], "managedidentity", StringComparison.OrdinalIgnoreCase))
        {
            return new ManagedIdentityCredential(string.IsNullOrEmpty(client) ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(client));
        }

        return !string.IsNullOrEmpty(client) && !string.IsNullOrEmpty(tenant) && !string.IsNullOrEmpty(secret)
            ? new ClientSecretCredential(tenant, client, secret)
            : new DefaultAzureCredential();
    }
}
