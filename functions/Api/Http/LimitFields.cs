using System.Text.Json;
using AgentSched.Model.Agents;

namespace AgentSched.Api.Http;

/// <summary>Reads spending limits (USD, tokens) from a request.</summary>
internal static class LimitFields
{
    extension(SpendingLimits)
    {
        /// <summary>Reads <c>"limits": {dayUsd, monthUsd, dayTokens, monthTokens}</c>. Null: none is set.</summary>
        public static SpendingLimits? Parse(JsonFields fields)
        {
            if (fields.Object("limits", max: 1000) is not { } text)
            {
                return null;
            }

            using var inner = new JsonFields(JsonDocument.Parse(text));
            var limits = SpendingLimits.Fields(inner);
            inner.Finish();
            fields.Errors.AddAll(inner.Errors, "limits.");

            return limits == SpendingLimits.None ? null : limits;
        }

        /// <summary>Reads the four fields.</summary>
        public static SpendingLimits Fields(JsonFields fields) => new(
            fields.Usd("dayUsd", SpendingLimits.MaxUsd), fields.Usd("monthUsd", SpendingLimits.MaxUsd), fields.Whole("dayTokens", 0, int.MaxValue), fields.Whole("monthTokens", 0, int.MaxValue));
    }
}
