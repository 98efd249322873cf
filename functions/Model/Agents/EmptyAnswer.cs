namespace AgentSched.Model.Agents;

/// <summary>A chat completion without text, by the reason that it has none. It fails the run unless the agent's entry accepts it.</summary>
public enum EmptyAnswer
{
    /// <summary>The model reached its token limit before it wrote any text.</summary>
    Truncated,

    /// <summary>A content filter removed the text.</summary>
    Filtered,

    /// <summary>The model calls tools, and nobody answers the calls.</summary>
    ToolCallsUnanswered,
}
