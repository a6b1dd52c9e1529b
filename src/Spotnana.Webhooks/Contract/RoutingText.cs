namespace Spotnana.Webhooks.Contract;

/// <summary>Decides which text from a body may be used in a column, a label or a path.</summary>
internal static class RoutingText
{
    /// <summary>The length of the longest such text, in UTF-16 code units.</summary>
    public const int MaxLength = 200;

    /// <summary>False for text that is too long or contains control characters (databases refuse U+0000).</summary>
    public static bool IsPlain(string text)
    {
        if (text.Length > MaxLength)
            return false;
        foreach (var character in text)
        {
            if (char.IsControl(character))
                return false;
        }

        return true;
    }
}
