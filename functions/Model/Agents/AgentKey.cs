using System.Security.Cryptography;

namespace AgentSched.Model.Agents;

/// <summary>
/// Identifies one registration of an agent. An agent that is deleted and registered again under its name is another agent: everything that
/// belongs to a registration is stored under its key, so that the next owner of the name sees nothing of the one before.
/// </summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Name">The agent's name.</param>
/// <param name="Id">The registration's own id, 12 characters of a–z and 0–9. Empty: the agent was registered before ids existed.</param>
internal readonly record struct AgentKey(string Tenant, string Name, string Id = "")
{
    private const char Separator = '~'; // not part of a name, and sorts after '|', so that no prefix of a key includes another agent's
    private const int IdLength = 12;

    /// <summary>The agent in row keys and other texts: <c>alice~k3v9q2m7x4b8</c>, or <c>alice</c> without an id.</summary>
    public string Segment => Id.Length == 0 ? Name : $"{Name}{Separator}{Id}";

    /// <summary>Reads what <see cref="Segment"/> wrote.</summary>
    public static AgentKey Parse(string tenant, string segment) => segment.IndexOf(Separator, StringComparison.Ordinal) is > 0 and var at
        ? new AgentKey(tenant, segment[..at], segment[(at + 1)..])
        : new AgentKey(tenant, segment);

    /// <summary>A random id for a new registration.</summary>
    public static string NewId() => RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", IdLength);

    /// <inheritdoc/>
    public override string ToString() => $"{Tenant}/{Segment}";
}
