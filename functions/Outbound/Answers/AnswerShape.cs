namespace AgentSched.Outbound.Answers;

/// <summary>How a field of an agent's answer is used. All other fields are skipped, however large they are.</summary>
public enum FieldUse
{
    /// <summary>An intermediate step of the path to a wanted field.</summary>
    Path,

    /// <summary>A number or a short text: kept, texts up to <see cref="JsonWalk.MaxText"/> bytes.</summary>
    Keep,

    /// <summary>The response: a text of any length.</summary>
    Response,

    /// <summary>The log: a list or an object of any length, kept byte for byte as it was sent.</summary>
    Log,
}

/// <summary>
/// Tree of the fields to read from answers of one kind of agent, for example <c>metadata.cost_usd</c> or
/// <c>choices[0].message.content</c>. A streaming reader can tell at each name whether the field is wanted.
/// </summary>
internal sealed class AnswerShape
{
    private AnswerShape(Field root, int count) => (Root, Count) = (root, count);

    public Field Root { get; }

    /// <summary>Number of fields; each <see cref="Field.Number"/> is below it.</summary>
    public int Count { get; }

    /// <param name="response">The path of the response.</param>
    /// <param name="log">The path of the log. Null: none.</param>
    /// <param name="keep">The paths of small fields.</param>
    public static AnswerShape Of(string response, string? log, params ReadOnlySpan<string> keep)
    {
        var (root, count) = (new Field(string.Empty, 0), 1);
        Add(response, FieldUse.Response);
        if (log is not null)
        {
            Add(log, FieldUse.Log);
        }

        foreach (var path in keep)
        {
            Add(path, FieldUse.Keep);
        }

        return new AnswerShape(root, count);

        void Add(string path, FieldUse use)
        {
            var field = root;
            foreach (var step in path.Replace("[0]", $".{Field.FirstElement}", StringComparison.Ordinal).Split('.'))
            {
                field = field.Child(step) ?? field.Add(step, count++);
            }

            (field.Path, field.Use) = (path, use);
        }
    }
}
