using System.ComponentModel.DataAnnotations;

namespace AgentSched.Base;

/// <summary>Options of the whole deployment; bound from the section <c>AgentSched</c> and validated at start.</summary>
public sealed class AgentSchedOptions
{
    /// <summary>Configuration section from which all options of the app are read.</summary>
    public const string Section = "AgentSched";

    /// <summary>Tenant of a key that names no other tenant.</summary>
    public const string DefaultTenant = "main";

    /// <summary>Name of the caller with <see cref="AdminKey"/>.</summary>
    public const string AdminName = "admin";

    /// <summary>Number of partitions over which agents are spread. Fixed at the first start: with another number the app later refuses to start.</summary>
    /// <value>1–100, both included. Default 32. Each partition costs one query a minute; Azurite scans the table, so the local sample uses 4.</value>
    [Range(1, 100)]
    public int Shards { get; set; } = 32;

    /// <summary>The first admin's API key, <c>ask_&lt;id&gt;_&lt;secret&gt;</c>; it is used to issue further keys.</summary>
    /// <value>Null: only keys that were issued before are accepted.</value>
    public string? AdminKey { get; set; }

    /// <summary>Public address of this app for callers and agents, without <c>/api</c>.</summary>
    /// <value>An absolute http or https address. Null: <c>WEBSITE_HOSTNAME</c>, which the platform sets; without either agents cannot call back.</value>
    public Uri? PublicUrl { get; set; }

    /// <summary>Secret from which callback tokens are derived. Changing it invalidates all issued tokens.</summary>
    /// <value>Null: a random key that the app stores in its table.</value>
    public string? CallbackKey { get; set; }

    /// <summary>
    /// Non-public networks in which agents are allowed: <c>loopback</c>, <c>private</c>, <c>link-local</c> or CIDR ranges,
    /// separated by commas.
    /// </summary>
    /// <value>Empty (default): public addresses only.</value>
    public string AllowedAgentNetworks { get; set; } = string.Empty;

    /// <summary>Folder of compiled time zone data, to use newer data than the machine's. Its files are those of <c>/usr/share/zoneinfo</c>.</summary>
    /// <value>An absolute path, or one relative to the app. Null: <c>TZDIR</c>, or else the machine's data.</value>
    public string? TimeZoneFolder { get; set; }

    /// <summary>Whether an owner is the caller with the key of <see cref="AdminKey"/>.</summary>
    internal bool IsKeyOwner(string tenant, string owner) => owner == AdminName && tenant == DefaultTenant && AdminKey is not null;
}
