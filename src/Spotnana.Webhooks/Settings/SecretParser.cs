namespace Spotnana.Webhooks.Settings;

/// <summary>Makes a value of the text of a secret.</summary>
/// <typeparam name="T">The value.</typeparam>
/// <param name="text">The text as the configuration has it or, out of a file, without the white space around it.</param>
/// <param name="value">The value; null where the text is no good.</param>
/// <returns>
/// What is wrong and how to fix it, without any part of the text, as the rest of a sentence that begins with the setting's name: for
/// example <c>is empty. Set it.</c>. Null when the text gave a value.
/// </returns>
public delegate string? SecretParser<T>(string text, out T? value)
    where T : class;
