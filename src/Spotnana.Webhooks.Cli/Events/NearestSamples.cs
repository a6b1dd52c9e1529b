using Spotnana.Webhooks.Cli.Terminal;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Cli.Events;

/// <summary>Which samples somebody may have meant.</summary>
internal static class NearestSamples
{
    /// <summary>A sentence that something is missing, and what may have been meant.</summary>
    public static string Missing(string sentence, string text)
    {
        var near = NearestNames.To(text, WebhookSample.Names);
        return near.Count == 0
            ? $"{sentence}\nAll samples: {Surroundings.ToolName} samples list"
            : $"{sentence} Did you mean:\n  {string.Join("\n  ", near)}";
    }
}
