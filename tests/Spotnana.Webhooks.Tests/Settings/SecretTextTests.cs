using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Tests.Settings;

public sealed class SecretTextTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public void A_file_of_one_value_is_taken_whole_without_the_space_around_it() =>
        Assert.Equal([($"Key ({_path})", "one\ntwo")], Write("\n one\ntwo \r\n", SecretText.OfFile).Entries);

    [Fact]
    public void A_file_of_lines_gives_each_a_number_and_leaves_out_the_blank_ones()
    {
        Assert.Equal(
            [($"Key ({_path}) line 1", "one"), ($"Key ({_path}) line 3", "two")], Write("one \r\n\n two\n", SecretText.OfLines).Entries);
        Assert.Equal([($"Key ({_path})", "one")], Write("\none\n", SecretText.OfLines).Entries);
    }

    [Fact]
    public void A_file_of_lines_must_have_one() =>
        Assert.Equal($"Key ({_path}) is empty. Put one value a line into it.", Write(" \n\t\n", SecretText.OfLines).Error);

    [Fact]
    public void A_file_that_is_not_there_says_so()
    {
        File.Delete(_path);

        Assert.Equal(
            $"Key ({_path}) cannot be read: there is no such file. Put it there, or fix the path: a secret itself does not belong here.",
            SecretText.OfFile("Key", _path).Error);
        Assert.Equal(SecretText.OfFile("Key", _path).Error, SecretText.OfLines("Key", _path).Error);
    }

    [Theory]
    [InlineData(64 * 1024, null)]
    [InlineData((64 * 1024) + 1, "is larger than 64 KiB")]
    public void A_file_has_at_most_64_Ki_characters(int length, string? error)
    {
        var text = Write(new string('x', length), SecretText.OfFile);

        Assert.Equal(error is null ? 1 : 0, text.Entries.Count);
        Assert.Contains(error ?? "", text.Error ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Contents_are_told_apart_by_their_digests()
    {
        Assert.Equal(SecretText.OfValue("a", "one").Digest, SecretText.OfValue("b", "one").Digest);
        Assert.NotEqual(SecretText.OfValue("a", "one").Digest, SecretText.OfValue("a", "two").Digest);
        Assert.Matches("^[0-9A-F]{64}$", SecretText.OfValue("a", "one").Digest);
    }

    public void Dispose() => File.Delete(_path);

    private SecretText Write(string content, Func<string, string, SecretText> read)
    {
        File.WriteAllText(_path, content);
        return read("Key", _path);
    }
}
