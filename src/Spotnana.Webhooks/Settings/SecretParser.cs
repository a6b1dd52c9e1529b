namespace Spotnana.Webhooks.Settings;

/// <summary>Parses the text of a secret.</summary>
/// <typeparam name="T">The type of the parsed value.</typeparam>
/// <param name="text">The text as it stands in the configuration or, from a file, without the white space around it.</param>
/// <param name="value">The parsed value; null where the text is not valid.</param>
/// <returns>
/// What is wrong and how to fix it, without any part of the text, as the rest of a sentence that begins with the setting's name: for
/// example <c>is empty. Set it.</c> Null when the text is valid.
/// </returns>
public delegate string? SecretParser<T>(string text, out T? value)
    where T : class;
