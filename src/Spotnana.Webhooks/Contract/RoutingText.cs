namespace Spotnana.Webhooks.Contract;

/// <summary>Which text out of a body may stand in a column, a label or a path.</summary>
internal static class RoutingText
{
    /// <summary>In UTF-16 code units.</summary>
    public const int MaxLength = 200;

    /// <summary>False for text that is too long or holds control characters (databases refuse U+0000).</summary>
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
