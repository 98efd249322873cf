using System.Text.RegularExpressions;

namespace AgentSched.Tests.Infra;

/// <summary>What must hold for every deployment, each as a check that answers with complaints.</summary>
internal static partial class Policies
{
    public static readonly IReadOnlyDictionary<string, Func<Deployment, IEnumerable<string>>> All = new Dictionary<string, Func<Deployment, IEnumerable<string>>>(StringComparer.Ordinal)
    {
        ["storage keys are off"] = d => Demand(d, "Microsoft.Storage/storageAccounts", "allowSharedKeyAccess", "false"),
        ["blobs are not public"] = d => Demand(d, "Microsoft.Storage/storageAccounts", "allowBlobPublicAccess", "false")
            .Concat(Demand(d, "Microsoft.Storage/storageAccounts/blobServices/containers", "publicAccess", "'None'")),
        ["https only"] = d => Demand(d, "Microsoft.Storage/storageAccounts", "supportsHttpsTrafficOnly", "true")
            .Concat(Demand(d, "Microsoft.Web/sites", "httpsOnly", "true")),
        ["TLS 1.2 at least"] = d => Demand(d, "Microsoft.Storage/storageAccounts", "minimumTlsVersion", "'TLS1_2'")
            .Concat(Demand(d, "Microsoft.Web/sites", "minTlsVersion", "'1.2'")),
        ["telemetry by identity only"] = d => Demand(d, "Microsoft.Insights/components", "DisableLocalAuth", "true")
            .Concat(Demand(d, "Microsoft.OperationalInsights/workspaces", "disableLocalAuth", "true")),
        ["secrets by role only"] = d => Demand(d, "Microsoft.KeyVault/vaults", "enableRbacAuthorization", "true"),
        ["nobody publishes with a password"] = d => Demand(d, "basicPublishingCredentialsPolicies", "allow", "false", least: 2),
        ["the plan is Flex Consumption"] = d => Demand(d, "Microsoft.Web/serverfarms", "name", "planName")
            .Concat(Demand(d, "Microsoft.Web/serverfarms", "tier", "'FlexConsumption'"))
            .Concat(Demand(d, "Microsoft.Web/sites", "version", "'10.0'")),
        ["roles are complete and in one file"] = Roles,
        ["no secret in outputs"] = Outputs,
        ["no setting that Flex Consumption refuses"] = ForbiddenSettings,
        ["names stay the same"] = d => Absent(d, "a second deployment would make something new", "utcNow(", "newGuid("),
        ["plain resources, no registry"] = d => Absent(d, "a module from a registry", "'br:", "'br/", "'ts:", "'ts/"),
        ["parameters say what they want"] = Descriptions,
        ["secure parameters hold no value"] = d =>
            from file in d.Bicep
            where SecureWithValue().IsMatch(file.Text)
            select $"{file.Path}: a secure parameter has a default",
    };

    // Microsoft's list for Flex Consumption: the platform decides these, and refuses an app that sets them.
    private static readonly string[] Refused =
    [
        "FUNCTIONS_WORKER_RUNTIME", "FUNCTIONS_WORKER_RUNTIME_VERSION", "FUNCTIONS_EXTENSION_VERSION", "FUNCTIONS_MAX_HTTP_CONCURRENCY", "FUNCTIONS_WORKER_PROCESS_COUNT",
        "FUNCTIONS_WORKER_DYNAMIC_CONCURRENCY_ENABLED", "WEBSITE_RUN_FROM_PACKAGE", "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING", "WEBSITE_CONTENTSHARE", "WEBSITE_CONTENTOVERVNET",
        "WEBSITE_SKIP_CONTENTSHARE_VALIDATION", "WEBSITE_MAX_DYNAMIC_APPLICATION_SCALE_OUT", "WEBSITE_MOUNT_ENABLED", "WEBSITE_USE_PLACEHOLDER_DOTNETISOLATED",
        "WEBSITE_VNET_ROUTE_ALL", "WEBSITE_DNS_SERVER", "WEBSITE_NODE_DEFAULT_VERSION",
    ];

    /// <summary>Built-in roles by the ids that Azure gives them; an id that is not here is a mistake or needs a line here.</summary>
    private static readonly Dictionary<string, string> KnownRoles = new(StringComparer.Ordinal)
    {
        ["Key Vault Secrets Officer"] = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
        ["Key Vault Secrets User"] = "4633458b-17de-408a-b874-0445c86b69e6",
        ["Monitoring Metrics Publisher"] = "3913510d-42f4-4e42-8a64-420c390055eb",
        ["Storage Blob Data Owner"] = "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
        ["Storage Queue Data Contributor"] = "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
        ["Storage Table Data Contributor"] = "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
    };

    /// <summary>Every resource of the type has the property with that value, and there is one at all.</summary>
    private static IEnumerable<string> Demand(Deployment deployment, string type, string property, string value, int least = 1)
    {
        var found = deployment.Resources().Where(r => !r.Existing && r.Type == type).ToList();
        return found
            .Where(r => r.Property(property) != value)
            .Select(r => $"{r}: {property} is {r.Property(property) ?? "not set"}, it must be {value}")
            .Concat(found.Count < least ? [$"{found.Count} resources of type {type}, at least {least} are needed"] : []);
    }

    private static IEnumerable<string> Absent(Deployment deployment, string why, params string[] words) =>
        from file in deployment.Bicep
        from word in words
        where file.Text.Contains(word, StringComparison.Ordinal)
        select $"{file.Path}: {word} ({why})";

    private static IEnumerable<string> Roles(Deployment deployment)
    {
        const string File = "infra/modules/roles.bicep";
        var assignments = deployment.Resources().Where(r => r.Type == "Microsoft.Authorization/roleAssignments").ToList();
        foreach (var assignment in assignments)
        {
            if (assignment.File != File)
            {
                yield return $"{assignment}: role assignments stand in {File}";
            }

            var scope = assignment.Property("scope");
            if (scope is null)
            {
                yield return $"{assignment}: no scope, so it holds for the whole resource group";
            }

            if (assignment.Property("principalType") is not ("'ServicePrincipal'" or "operatorPrincipalType"))
            {
                yield return $"{assignment}: no principalType, so a new identity may not be found";
            }

            // The app's identity by its resource id: its principal's id is not known before it exists, and what-if could not tell.
            var who = assignment.Property("principalId") is "identity.properties.principalId" ? "identity.id" : assignment.Property("principalId");
            if (assignment.Property("name") is not { } name || !name.StartsWith($"guid({scope}.id, {who}, roles[", StringComparison.Ordinal))
            {
                yield return $"{assignment}: its name must be guid(scope, principal, role)";
            }
        }

        foreach (var (role, id) in BicepText.Properties(BicepText.Block(deployment.BicepOf(File), "var roles =")))
        {
            if (!KnownRoles.TryGetValue(role, out var known) || id != $"'{known}'")
            {
                yield return $"{File}: {role} is not {id}";
            }
        }

        if (assignments.Count == 0)
        {
            yield return "no role assignments";
        }
    }

    private static IEnumerable<string> Outputs(Deployment deployment)
    {
        foreach (var (path, text) in deployment.Bicep)
        {
            var secure = BicepText.Parameters(text).Where(p => p.Secure).Select(p => p.Name).ToList();
            foreach (var (name, value) in BicepText.Outputs(text))
            {
                // A module may hand Application Insights' address on; what main.bicep puts out is shown to everybody who deploys.
                if (ListCall().IsMatch(value) || secure.Exists(p => Regex.IsMatch(value, $@"\b{p}\b"))
                    || (path == "infra/main.bicep" && value.Contains("connectionString", StringComparison.OrdinalIgnoreCase)))
                {
                    yield return $"{path}: output {name} tells a secret ({value})";
                }
            }
        }
    }

    private static IEnumerable<string> ForbiddenSettings(Deployment deployment) =>
        from file in deployment.Bicep
        from setting in Refused
        where Regex.IsMatch(file.Text, $@"\b{setting}\b")
        select $"{file.Path}: Flex Consumption refuses the setting {setting}";

    private static IEnumerable<string> Descriptions(Deployment deployment) =>
        from file in deployment.Bicep
        from parameter in BicepText.Parameters(file.Text)
        let begins = parameter.HasDefault ? "Optional" : "Required. "
        where !parameter.Description.StartsWith(begins, StringComparison.Ordinal)
        select $"{file.Path}: the description of {parameter.Name} must begin with {begins.Trim()}";

    [GeneratedRegex(@"\blist\w*\(", RegexOptions.IgnoreCase)]
    private static partial Regex ListCall();

    [GeneratedRegex(@"@secure\(\)\s+param \w+ \w+ = '[^']+'")]
    private static partial Regex SecureWithValue();
}
