using System.ComponentModel.DataAnnotations;

namespace AgentSched.Base;

/// <summary>What the whole deployment shares; bound from the section <c>AgentSched</c> and checked at start.</summary>
public sealed class AgentSchedOptions
{
    /// <summary>The section of the settings that all options of the app are read from.</summary>
    public const string Section = "AgentSched";

    /// <summary>The tenant that a key belongs to where nothing else is said.</summary>
    public const string DefaultTenant = "main";

    /// <summary>Over how many partitions agents spread. Fixed at the first start: another number later refuses to start.</summary>
    /// <value>1–100, both included. Default 32. Each is one query a minute; Azurite scans, so the local sample uses 4.</value>
    [Range(1, 100)]
    public int Shards { get; set; } = 32;

    /// <summary>The first admin's API key, <c>ask_&lt;id&gt;_&lt;secret&gt;</c>; further keys are issued with it.</summary>
    /// <value>Null: only keys that were issued before open the app.</value>
    public string? AdminKey { get; set; }

    /// <summary>Where callers and agents reach this app, without <c>/api</c>.</summary>
    /// <value>An absolute http or https address. Null: <c>WEBSITE_HOSTNAME</c>, which the platform sets; without either agents cannot call back.</value>
    public Uri? PublicUrl { get; set; }

    /// <summary>What the tokens of callbacks follow from: any secret text. Another one makes all tokens of before useless.</summary>
    /// <value>Null: a random key that the app keeps in its table.</value>
    public string? CallbackKey { get; set; }

    /// <summary>
    /// Networks that agents may live in although they are not public: <c>loopback</c>, <c>private</c>, <c>link-local</c> or
    /// CIDR ranges, separated by commas.
    /// </summary>
    /// <value>Empty (default): public addresses only.</value>
    public string AllowedAgentNetworks { get; set; } = string.Empty;
}
