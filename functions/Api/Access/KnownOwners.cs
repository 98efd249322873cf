using AgentSched.Base;
using AgentSched.Model.Access;
using AgentSched.Storage.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace AgentSched.Api.Access;

/// <summary>Decides whether a name is that of somebody who can call the API, so that a misspelt owner is refused and does not get an agent that nobody can reach.</summary>
public sealed class KnownOwners(KeyTable keys, IOptions<AgentSchedOptions> options, IConfiguration configuration, TimeProvider clock)
{
    /// <summary>Name of the caller with the key of the setting <c>AgentSched:AdminKey</c>.</summary>
    internal const string Admin = AgentSchedOptions.AdminName;

    private readonly bool _anyone = PlatformAuthentication.NamesCallers(configuration);
    private readonly bool _anyId = PlatformAuthentication.IsOn(configuration); // the directory knows its users, this app does not

    /// <summary>Why an owner is refused. Null: the owner is known, or the platform authenticates callers and the name may be one of theirs.</summary>
    internal async Task<string?> ObjectionAsync(string tenant, string owner, CancellationToken cancel)
    {
        if (_anyone || (_anyId && OwnerName.IsOfPlatform(owner)) || options.Value.IsKeyOwner(tenant, owner))
        {
            return null;
        }

        var now = clock.GetUtcNow();
        return (await keys.ListAsync(tenant, cancel)).Any(key => key.Caller.Name == owner && key.IsOpenAt(now)) ? null
            : $"\"{owner}\" is not a known owner: no valid key of tenant \"{tenant}\" has this name";
    }
}
