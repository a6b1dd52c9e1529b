using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Management.Access;

/// <summary>The text of a key, from the settings or from its file.</summary>
internal static class KeyText
{
    private const int MinLength = 16;
    private const string Mend = "Set a long random one, such as openssl rand -hex 32 prints.";

    /// <param name="key">The entry's key in the settings, for the error.</param>
    /// <param name="options">The entry.</param>
    /// <param name="error">What is wrong and the mend, never the text; null when it can be used.</param>
    /// <returns>Null when it cannot be used.</returns>
    public static string? Read(string key, ManagementKeyOptions options, out string? error)
    {
        error = (string.IsNullOrEmpty(options.Key), string.IsNullOrEmpty(options.KeyFile)) switch
        {
            (true, true) => $"{key} has neither Key nor KeyFile. Set one of them.",
            (false, false) => $"{key} has both Key and KeyFile. Remove one of them.",
            _ => null,
        };
        if (error is not null)
            return null;
        if (!string.IsNullOrEmpty(options.Key))
            return Checked($"{key}:Key", options.Key, out error);

        error = SecretFile.Read($"{key}:KeyFile", options.KeyFile!, out var text);
        return error is null ? Checked($"{key}:KeyFile", text.Trim(), out error) : null;
    }

    private static string? Checked(string key, string text, out string? error)
    {
        error = null;
        if (text.Length < MinLength)
            error = $"{key} is shorter than {MinLength} characters. {Mend}";
        else if (text.Any(c => c is <= ' ' or > '~'))
            error = $"{key} holds spaces or characters outside ASCII, which no header carries unharmed. {Mend}";
        return error is null ? text : null;
    }
}
