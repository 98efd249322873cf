using System.ComponentModel.DataAnnotations;

namespace AgentSched.Model.Agents;

/// <summary>Limits of agents; bound from the section <c>AgentSched</c>.</summary>
public sealed class AgentOptions
{
    /// <summary>Maximum number of agents per owner.</summary>
    /// <value>1–1,000,000, both included. Default 200.</value>
    [Range(1, 1_000_000)]
    public int MaxAgentsPerOwner { get; set; } = 200;
}
